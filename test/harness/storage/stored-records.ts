import { randomBytes } from 'node:crypto';
import type { NewAccount } from '../../../src/server/storage/account-store.ts';
import type { NewSession } from '../../../src/server/storage/session-store.ts';

let made = 0;

/** An account that nobody else has, as the stores take it. */
export function newAccount(over: Partial<NewAccount> = {}): NewAccount {
  made += 1;
  return {
    id: randomBytes(16),
    handle: `person${made}`,
    createdAt: 1_000,
    registrationRecord: randomBytes(192),
    passwordWrap: randomBytes(61),
    recoveryWrap: randomBytes(62),
    recoveryProofHash: randomBytes(32),
    identityKey: randomBytes(32),
    sealKey: randomBytes(1216),
    cardSignature: randomBytes(64),
    identityWrap: randomBytes(63),
    profileWrap: randomBytes(64),
    lookHash: randomBytes(32),
    invitationHash: undefined,
    ...over,
  };
}

export function newSession(over: Partial<NewSession> = {}): NewSession {
  return {
    id: randomBytes(16),
    tokenHash: randomBytes(32),
    browser: 'Firefox on Linux',
    createdAt: 1_000,
    expiresAt: 10_000,
    ...over,
  };
}
