import { createHash, timingSafeEqual } from 'node:crypto';
import { attemptIdSchema, parseHandle } from '../../protocol/accounts.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { toBytes, toText } from '../http/base64url.ts';
import type { AccountParts } from './account-parts.ts';
import type { AccountHandlers } from './account-route.ts';
import { loggedInView } from './account-view.ts';

/** A new password for whoever has the recovery key. */
export function recoveryHandlers({
  accounts,
  sessions,
  attempts,
  limits,
  opaque,
  watcher,
}: AccountParts): AccountHandlers<'startRecovery' | 'startRecoveryPassword' | 'finishRecovery'> {
  return {
    async startRecovery({ body: { handle: typed, recoveryProof }, network }) {
      const handle = parseHandle(typed);
      if (handle === undefined) throw new ProtocolError('handle-refused');
      await limits.try('recovery', handle, network);
      const account = await accounts.findByHandle(handle);
      const shown = createHash('sha256').update(toBytes(recoveryProof)).digest();
      if (account === undefined || !timingSafeEqual(account.recoveryProofHash, shown)) {
        throw new ProtocolError('credentials-refused');
      }
      await limits.succeeded('recovery', handle, network);
      const accountId = toText(account.id);
      const attemptId = await attempts.begin('recovery', { accountId, recoveryProofHash: toText(shown) });
      return { attemptId, accountId, recoveryWrap: toText(account.recoveryWrap) };
    },

    async startRecoveryPassword({ params, body: { registrationRequest } }) {
      const { accountId } = await attempts.advanceRecovery(attemptIdOf(params));
      return { registrationResponse: opaque.respondToRegistration(accountId, registrationRequest) };
    },

    async finishRecovery({ params, body, cookie }) {
      const { accountId, recoveryProofHash } = await attempts.endRecovery(attemptIdOf(params));
      opaque.checkRecord(body.registrationRecord);
      const account = await accounts.find(toBytes(accountId));
      // The recovery key has been changed since, or the account is gone.
      if (account === undefined || toText(account.recoveryProofHash) !== recoveryProofHash) {
        throw new ProtocolError('attempt-expired');
      }
      const session = sessions.create(body.browser);
      const change = {
        registrationRecord: toBytes(body.registrationRecord),
        passwordWrap: toBytes(body.passwordWrap),
      };
      await accounts.replacePassword(account.id, change, session.record);
      watcher.sessionsEnded(accountId, { but: toText(session.record.id) });
      cookie.set(session);
      return loggedInView({ ...account, ...change }, session.record);
    },
  };
}

/** An id that cannot be one is one that there is not. */
function attemptIdOf(params: { readonly [name: string]: string | readonly string[] | undefined }): string {
  const attemptId = attemptIdSchema.safeParse(params.attemptId);
  if (!attemptId.success) throw new ProtocolError('attempt-expired');
  return attemptId.data;
}
