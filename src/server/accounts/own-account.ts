import { createHash } from 'node:crypto';
import type { AccountBody } from '../../protocol/accounts.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { toBytes, toText } from '../http/base64url.ts';
import type { AccountParts } from './account-parts.ts';
import type { AccountHandlers } from './account-route.ts';
import { accountView } from './account-view.ts';
import { lookOf } from './handle-rules.ts';
import type { LoggedIn } from './logins.ts';

const day = 24 * 60 * 60 * 1000;

/** What a person does with the account that they are logged in to. */
export function ownAccountHandlers(
  parts: AccountParts,
): AccountHandlers<
  | 'readAccount'
  | 'startProof'
  | 'startPasswordChange'
  | 'changePassword'
  | 'changeRecovery'
  | 'changeProfile'
  | 'deleteAccount'
> {
  const { accounts, attempts, limits, opaque, keys, watcher, settings, now } = parts;
  return {
    readAccount: async ({ login: { account } }) => ({ account: accountView(account) }),

    async startProof({ login: { account, session }, body: { startLoginRequest }, network }) {
      await limits.try('password', account.handle, network);
      const { id, handle, registrationRecord } = account;
      const { loginResponse, serverLoginState } = opaque.startLogin({
        userIdentifier: toText(id),
        handle,
        registrationRecord,
        startLoginRequest,
      });
      const attemptId = await attempts.begin('proof', {
        handle,
        serverLoginState,
        registrationRecord: toText(registrationRecord),
        accountId: toText(id),
        sessionId: toText(session.id),
      });
      return { attemptId, loginResponse };
    },

    /**
     * OPAQUE evaluates the same function of a password here as in a log-in. Whoever has stolen a session could
     * try passwords by it: it counts as a try, too.
     */
    async startPasswordChange({ login: { account, session }, body: { registrationRequest }, network }) {
      await limits.try('password', account.handle, network);
      const accountId = toText(account.id);
      const registrationResponse = opaque.respondToRegistration(accountId, registrationRequest);
      const state = { accountId, sessionId: toText(session.id) };
      return { attemptId: await attempts.begin('password', state), registrationResponse };
    },

    async changePassword({ login, body: { proof, attemptId, registrationRecord, passwordWrap }, network }) {
      const state = await attempts.end('password', attemptId);
      await proveAgain(parts, login, proof);
      if (state.sessionId !== toText(login.session.id)) throw new ProtocolError('attempt-expired');
      opaque.checkRecord(registrationRecord);
      const change = {
        registrationRecord: toBytes(registrationRecord),
        passwordWrap: toBytes(passwordWrap),
      };
      await limits.succeeded('password', login.account.handle, network);
      await accounts.changePassword(login.account.id, change, login.session.id);
      watcher.sessionsEnded(toText(login.account.id), { but: toText(login.session.id) });
    },

    async changeRecovery({ login, body: { proof, recoveryWrap, recoveryProof } }) {
      await proveAgain(parts, login, proof);
      await accounts.changeRecovery(login.account.id, {
        recoveryWrap: toBytes(recoveryWrap),
        recoveryProofHash: createHash('sha256').update(toBytes(recoveryProof)).digest(),
      });
    },

    async changeProfile({ login, body: { profileWrap } }) {
      await accounts.changeProfile(login.account.id, toBytes(profileWrap));
    },

    async deleteAccount({ login, body: { proof }, cookie }) {
      await proveAgain(parts, login, proof);
      const { id, handle } = login.account;
      const heldUntil = now() + settings.heldHandleDays * day;
      const afterEnd = await watcher.accountEnding(toText(id));
      await accounts.delete(id, keys.hash('look', lookOf(handle)), heldUntil);
      afterEnd();
      cookie.clear();
    },
  };
}

/**
 * Asks once more for the password, which a stolen session does not have.
 *
 * @throws ProtocolError `attempt-expired`, `credentials-refused`.
 */
async function proveAgain(
  { attempts, opaque }: Pick<AccountParts, 'attempts' | 'opaque'>,
  { account, session }: LoggedIn,
  { attemptId, finishLoginRequest }: AccountBody<'deleteAccount'>['proof'],
): Promise<void> {
  const state = await attempts.end('proof', attemptId);
  const isOwn =
    state.sessionId === toText(session.id) && state.registrationRecord === toText(account.registrationRecord);
  if (!isOwn || !opaque.finishLogin(state.handle, state.serverLoginState, finishLoginRequest)) {
    throw new ProtocolError('credentials-refused');
  }
}
