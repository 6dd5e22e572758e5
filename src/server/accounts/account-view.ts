import type { Account, AccountAnswer } from '../../protocol/accounts.ts';
import { toText } from '../http/base64url.ts';
import type { StoredAccount } from '../storage/account-store.ts';
import type { NewSession } from '../storage/session-store.ts';

/** An account as its owner's devices get it. What recovery needs is not among it. */
export function accountView(account: Omit<StoredAccount, 'recoveryWrap' | 'recoveryProofHash'>): Account {
  return {
    accountId: toText(account.id),
    handle: account.handle,
    createdAt: account.createdAt,
    keys: {
      passwordWrap: toText(account.passwordWrap),
      identityKey: toText(account.identityKey),
      sealKey: toText(account.sealKey),
      cardSignature: toText(account.cardSignature),
      identityWrap: toText(account.identityWrap),
      profileWrap: toText(account.profileWrap),
    },
  };
}

/** The answer to whoever has just logged in. */
export function loggedInView(
  account: StoredAccount,
  { id, expiresAt }: Pick<NewSession, 'id' | 'expiresAt'>,
): AccountAnswer<'finishLogin'> {
  return { account: accountView(account), session: { sessionId: toText(id), expiresAt } };
}
