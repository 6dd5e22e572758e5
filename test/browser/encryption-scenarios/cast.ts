import type { BrowserKind } from '../../harness/browser.ts';

/** Who takes part in every call of the matrix: a sender and a receiver in each browser. */
export const kinds = {
  Ada: 'chromium',
  Grace: 'firefox',
  Joan: 'chromium',
  Mary: 'firefox',
} as const satisfies Record<string, BrowserKind>;

export type Name = keyof typeof kinds;

export const names: readonly Name[] = ['Ada', 'Grace', 'Joan', 'Mary'];
export const senders: readonly Name[] = ['Ada', 'Grace'];
/** They come when the others are in the midst of their call. */
export const receivers: readonly Name[] = ['Joan', 'Mary'];
