import { type ClientState, emptyPskIndex, type GroupContext, type PskIndex } from 'ts-mls';
import { decryptWithLabel } from 'ts-mls/crypto/hpke.js';
import { encodeGroupContext } from 'ts-mls/groupContext.js';
import { initializeEpoch } from 'ts-mls/keySchedule.js';
import { unprotectPrivateMessage } from 'ts-mls/messageProtection.js';
import { accumulatePskSecret } from 'ts-mls/pskIndex.js';
import { parsePrivateMessage } from '../../src/e2ee/group/mls-message.ts';
import type { Rogue } from '../../src/e2ee/group/testing/rogue.ts';

/** What somebody who was removed by a commit gets out of it, trying all that its state holds. */
export interface Attack {
  /** A path secret opened: all of the next epoch follows from it. */
  readonly opensPath: boolean;
  /** The exporter secret of the next epoch, if the commit brought no entropy that this state lacks. */
  readonly exporterSecret: Uint8Array;
}

/**
 * @param rogue As it was before the commit.
 * @param next The group context after it, of which all but the secrets is known to who saw the ratchet tree.
 */
export async function attack(rogue: Rogue, commit: Uint8Array, next: GroupContext): Promise<Attack> {
  const { state, device } = rogue;
  const { content } = await unprotectPrivateMessage(
    state.keySchedule.senderDataSecret,
    parsePrivateMessage(commit),
    state.secretTree,
    state.ratchetTree,
    state.groupContext,
    state.clientConfig.keyRetentionConfig,
    device.suite,
  );
  if (content.content.contentType !== 'commit') throw new Error('This is no commit.');
  const { path, proposals } = content.content.commit;
  // The path is encrypted under the provisional group context (RFC 9420 section 7.6).
  const context = encodeGroupContext({
    ...next,
    confirmedTranscriptHash: state.groupContext.confirmedTranscriptHash,
  });
  const ciphertexts = path?.nodes.flatMap(({ encryptedPathSecret }) => encryptedPathSecret) ?? [];
  const opened = await Promise.all(
    Object.values(state.privatePath.privateKeys).flatMap((privateKey) =>
      ciphertexts.map(async ({ kemOutput, ciphertext }) => {
        const key = await device.suite.hpke.importPrivateKey(privateKey);
        return decryptWithLabel(
          key,
          'UpdatePathNode',
          context,
          kemOutput,
          ciphertext,
          device.suite.hpke,
        ).then(
          () => true,
          () => false,
        );
      }),
    ),
  );
  const psks = proposals.flatMap((entry) =>
    entry.proposalOrRefType === 'proposal' && entry.proposal.proposalType === 'psk'
      ? [entry.proposal.psk.preSharedKeyId]
      : [],
  );
  return {
    opensPath: opened.includes(true),
    exporterSecret: await withoutPath(state, psks, rogue.psks, next, device.suite),
  };
}

/** As if the commit had no path: RFC 9420 section 8 then takes zeros for its secret. */
async function withoutPath(
  state: ClientState,
  psks: Parameters<typeof accumulatePskSecret>[0],
  index: PskIndex,
  next: GroupContext,
  suite: Rogue['device']['suite'],
): Promise<Uint8Array> {
  const zeros = new Uint8Array(suite.kdf.size);
  const [psk] = await accumulatePskSecret(psks, psks.length > 0 ? index : emptyPskIndex, suite, zeros);
  const epoch = await initializeEpoch(state.keySchedule.initSecret, zeros, next, psk, suite.kdf);
  return epoch.keySchedule.exporterSecret;
}
