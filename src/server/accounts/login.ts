import { parseHandle } from '../../protocol/accounts.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { toBytes, toText } from '../http/base64url.ts';
import type { AccountParts } from './account-parts.ts';
import type { AccountHandlers } from './account-route.ts';
import { loggedInView } from './account-view.ts';

/**
 * Logging in. Whoever asks for a handle that nobody has goes the same way and gets answers of the same shape, the
 * same each time as far as those of an account are.
 */
export function loginHandlers({
  accounts,
  sessions,
  attempts,
  limits,
  opaque,
  keys,
}: AccountParts): AccountHandlers<'startLogin' | 'finishLogin'> {
  return {
    async startLogin({ body: { handle: typed, startLoginRequest }, network }) {
      const handle = parseHandle(typed);
      if (handle === undefined) throw new ProtocolError('handle-refused');
      await limits.try('password', handle, network);
      const account = await accounts.findByHandle(handle);
      const stranger = keys.hash('stranger', handle).subarray(0, 16);
      const { loginResponse, serverLoginState } = opaque.startLogin({
        userIdentifier: toText(account?.id ?? stranger),
        handle,
        registrationRecord: account?.registrationRecord,
        startLoginRequest,
      });
      const attemptId = await attempts.begin('login', {
        handle,
        serverLoginState,
        accountId: account === undefined ? null : toText(account.id),
        registrationRecord: account === undefined ? '' : toText(account.registrationRecord),
      });
      return { attemptId, loginResponse };
    },

    async finishLogin({ body: { attemptId, finishLoginRequest, browser }, network, cookie }) {
      const { handle, accountId, ...login } = await attempts.end('login', attemptId);
      const isProved = opaque.finishLogin(handle, login.serverLoginState, finishLoginRequest);
      const account = accountId === null ? undefined : await accounts.find(toBytes(accountId));
      if (!isProved || account === undefined) throw new ProtocolError('credentials-refused');
      await limits.succeeded('password', handle, network);
      const session = await sessions.open(account.id, toBytes(login.registrationRecord), browser);
      cookie.set(session);
      return loggedInView(account, session.record);
    },
  };
}
