import { signal } from '@preact/signals-core';
import type { ListedSession } from '../../../src/protocol/accounts.ts';
import { ProtocolError } from '../../../src/protocol/errors.ts';
import type { AccountState, Accounts } from '../../../src/web/app/services.ts';
import type { Scenario } from './scenario.ts';

const recoveryKey = '4T7K-9WQX-2M5R-8HJN-6VCP-3BDA-7YEG-1ZFS-5KTM-9QRW-4XNH-2PJV-8C3K';
const day = 86_400_000;

/** Accounts of a server that is not there: every page of them, and every answer that they may get. */
export class FakeAccounts implements Accounts {
  readonly #scenario: Scenario;
  readonly state;
  readonly registration;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.registration = scenario.registration;
    this.state = signal<AccountState>(
      scenario.account === 'in'
        ? {
            kind: 'signed-in',
            accountId: 'A'.repeat(22),
            handle: 'ada.lovelace',
            displayName: 'Ada Lovelace',
          }
        : { kind: scenario.account === 'unknown' ? 'unknown' : 'signed-out' },
    );
  }

  resume(): Promise<void> {
    return this.#answer();
  }

  async signUp(): Promise<string> {
    await this.#answer();
    return recoveryKey;
  }

  logIn(): Promise<void> {
    return this.#answer();
  }

  async logOut(): Promise<void> {
    await this.#answer();
    this.state.value = { kind: 'signed-out' };
  }

  logOutEverywhere(): Promise<void> {
    return this.logOut();
  }

  async sessions(): Promise<readonly ListedSession[]> {
    await this.#answer();
    const now = Date.UTC(2026, 10, 25, 18);
    return [
      {
        sessionId: 'a',
        browser: 'Firefox on Linux',
        createdAt: now - 9 * day,
        lastUsedAt: now,
        isCurrent: true,
      },
      {
        sessionId: 'b',
        browser: 'Chrome on Android',
        createdAt: now - 40 * day,
        lastUsedAt: now - 2 * day,
        isCurrent: false,
      },
    ];
  }

  endSession(): Promise<void> {
    return this.#answer();
  }

  rename(): Promise<void> {
    return this.#answer();
  }

  changePassword(): Promise<void> {
    return this.#answer();
  }

  async renewRecoveryKey(): Promise<string> {
    await this.#answer();
    return recoveryKey;
  }

  recover(): Promise<void> {
    return this.#answer();
  }

  deleteAccount(): Promise<void> {
    return this.logOut();
  }

  recoveryKeyProblem(text: string): 'missing' | 'mistyped' | undefined {
    if (text === '') return 'missing';
    return text === recoveryKey ? undefined : 'mistyped';
  }

  async passwordStrength(password: string): Promise<{ score: 0 | 1 | 2 | 3 | 4 }> {
    const score = ([0, 1, 2, 3, 4] as const)[Math.min(4, Math.floor(password.length / 5))];
    return { score: score ?? 4 };
  }

  async #answer(): Promise<void> {
    const { refusal } = this.#scenario;
    if (refusal === 'none') return;
    throw new ProtocolError(refusal, undefined, refusal === 'rate-limited' ? { retryAfter: 240 } : {});
  }
}
