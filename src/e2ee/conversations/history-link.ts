import { type Bytes, concat, utf8 } from '../bytes.ts';
import { committedKey, type EpochKey } from './epoch-key.ts';
import { idBytes, numberBytes } from './layout.ts';
import type { Epoch } from './membership-history.ts';
import { ConversationRefusal } from './refusal.ts';
import { nonceLength, open, seal, tagLength } from './sealing.ts';

export const historyLinkLength = nonceLength + 32 + tagLength;

/**
 * The key of the epoch before, sealed under the key of the next one: whoever has the one can go back to the other.
 *
 * @throws {RangeError} For epochs that do not follow each other in one conversation.
 */
export function sealHistoryLink(next: EpochKey, previous: EpochKey): Promise<Bytes> {
  const follows = next.conversationId === previous.conversationId && next.epoch === previous.epoch + 1;
  if (!follows) throw new RangeError('A link leads to the epoch before.');
  return seal(next.historyKey, associatedData(next), previous.secret);
}

/**
 * @param previous As the log says: only its key is taken.
 * @throws {ConversationRefusal} `wrong-epoch`, `not-authentic`, `wrong-commitment`, or `malformed`.
 */
export async function openHistoryLink(next: EpochKey, link: Uint8Array, previous: Epoch): Promise<EpochKey> {
  if (previous.conversationId !== next.conversationId) throw new ConversationRefusal('wrong-conversation');
  if (previous.number !== next.epoch - 1) throw new ConversationRefusal('wrong-epoch');
  return committedKey(previous, await open(next.historyKey, associatedData(next), link));
}

function associatedData({ conversationId, epoch }: EpochKey): Bytes {
  return concat(
    utf8('Sottovoce 1.0 conversation history link\0'),
    idBytes(conversationId),
    numberBytes(epoch, 4),
  );
}
