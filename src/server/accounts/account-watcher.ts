/** Which sessions of an account have ended: one of them, or all but the one that goes on, if any does. */
export type EndedSessions = { readonly only: string } | { readonly but: string | undefined };

/** Hears of what ends. Ids are base64url. */
export interface AccountWatcher {
  sessionsEnded(accountId: string, which: EndedSessions): void;
  /**
   * Before an account is deleted.
   *
   * @returns What is to be done as soon as it has been.
   */
  accountEnding(accountId: string): Promise<() => void>;
}
