import { createHash, randomBytes } from 'node:crypto';
import { parseHandle } from '../../protocol/accounts.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { toBytes, toText } from '../http/base64url.ts';
import type { AccountParts } from './account-parts.ts';
import type { AccountHandlers } from './account-route.ts';
import { loggedInView } from './account-view.ts';
import { isReserved, lookOf } from './handle-rules.ts';

const sha256 = (text: string) => createHash('sha256').update(toBytes(text)).digest();

/** Making an account. */
export function registrationHandlers({
  accounts,
  invitations,
  sessions,
  attempts,
  limits,
  opaque,
  keys,
  settings,
  now,
}: AccountParts): AccountHandlers<'startRegistration' | 'finishRegistration'> {
  return {
    async startRegistration({ body: { handle: typed, registrationRequest, invitation } }) {
      if (settings.registration === 'closed') throw new ProtocolError('registration-closed');
      if (settings.registration === 'invitation') {
        const isGood = invitation !== undefined && (await invitations.isGood(sha256(invitation), now()));
        if (!isGood) throw new ProtocolError('invitation-refused');
      }
      const handle = parseHandle(typed);
      if (handle === undefined || isReserved(handle)) throw new ProtocolError('handle-refused');
      if (!(await accounts.isFree(keys.hash('look', lookOf(handle)), now()))) {
        throw new ProtocolError('handle-taken');
      }
      const accountId = toText(randomBytes(16));
      const registrationResponse = opaque.respondToRegistration(accountId, registrationRequest);
      const state = {
        handle,
        accountId,
        ...(settings.registration === 'invitation' ? { invitation } : {}),
      };
      return { attemptId: await attempts.begin('registration', state), accountId, registrationResponse };
    },

    async finishRegistration({ body, network, cookie }) {
      const { handle, accountId, invitation } = await attempts.end('registration', body.attemptId);
      opaque.checkRecord(body.registrationRecord);
      await limits.register(network);
      const session = sessions.create(body.browser);
      const account = {
        id: toBytes(accountId),
        handle,
        createdAt: now(),
        registrationRecord: toBytes(body.registrationRecord),
        passwordWrap: toBytes(body.keys.passwordWrap),
        recoveryWrap: toBytes(body.keys.recoveryWrap),
        recoveryProofHash: sha256(body.keys.recoveryProof),
        identityKey: toBytes(body.keys.identityKey),
        sealKey: toBytes(body.keys.sealKey),
        cardSignature: toBytes(body.keys.cardSignature),
        identityWrap: toBytes(body.keys.identityWrap),
        profileWrap: toBytes(body.keys.profileWrap),
        lookHash: keys.hash('look', lookOf(handle)),
        invitationHash: invitation === undefined ? undefined : sha256(invitation),
      };
      await accounts.create(account, session.record);
      cookie.set(session);
      return loggedInView(account, session.record);
    },
  };
}
