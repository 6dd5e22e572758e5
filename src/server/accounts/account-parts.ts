import type { Config } from '../../config/schema.ts';
import type { AccountStore } from '../storage/account-store.ts';
import type { InvitationStore } from '../storage/invitation-store.ts';
import type { AccountKeys } from './account-keys.ts';
import type { AccountWatcher } from './account-watcher.ts';
import type { Attempts } from './attempts.ts';
import type { GuessLimits } from './guess-limits.ts';
import type { OpaqueServer } from './opaque-server.ts';
import type { Sessions } from './sessions.ts';

/** What the routes of accounts work with. */
export interface AccountParts {
  readonly accounts: AccountStore;
  readonly invitations: InvitationStore;
  readonly sessions: Sessions;
  readonly attempts: Attempts;
  readonly limits: GuessLimits;
  readonly opaque: OpaqueServer;
  readonly keys: AccountKeys;
  readonly watcher: AccountWatcher;
  readonly settings: Config['accounts'];
  /** Milliseconds since 1970 began. */
  readonly now: () => number;
}
