import type { CiphersuiteImpl, ClientState, PrivateMessage } from 'ts-mls';
import { unprotectPrivateMessage } from 'ts-mls/messageProtection.js';
import { config } from './client-config.ts';
import { Refusal, refusing } from './refusal.ts';

/** What opens messages of an epoch: the present one, or one of the last two. */
export function receiverDataOf(state: ClientState, epoch: bigint) {
  const { groupContext, secretTree, ratchetTree, keySchedule, historicalReceiverData } = state;
  return epoch === groupContext.epoch
    ? { groupContext, secretTree, ratchetTree, senderDataSecret: keySchedule.senderDataSecret }
    : historicalReceiverData.get(epoch);
}

/**
 * Opens and verifies a message; the library tells neither the sender nor the authenticated data of what it opens.
 *
 * @returns Beside the content, the state without the key that was used up.
 * @throws {Refusal} `past-epoch`, `unreadable`.
 */
export async function unprotect(state: ClientState, message: PrivateMessage, suite: CiphersuiteImpl) {
  const data = receiverDataOf(state, message.epoch);
  if (data === undefined) throw new Refusal('past-epoch');
  const { content, tree: secretTree } = await refusing('unreadable', () =>
    unprotectPrivateMessage(
      data.senderDataSecret,
      message,
      data.secretTree,
      data.ratchetTree,
      data.groupContext,
      config.keyRetentionConfig,
      suite,
    ),
  );
  const { historicalReceiverData } = state;
  const former = historicalReceiverData.get(message.epoch);
  const used = former
    ? {
        historicalReceiverData: new Map(historicalReceiverData).set(message.epoch, { ...former, secretTree }),
      }
    : { secretTree };
  return { content: content.content, state: { ...state, ...used } };
}
