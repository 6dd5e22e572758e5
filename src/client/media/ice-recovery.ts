/** Why a transport may need an ICE restart (RFC 8445, section 2.4). */
export type IceTrouble = 'disconnected' | 'failed' | 'network-changed' | 'still-broken';

/** ICE often heals a short loss by itself; a restart before that would only cost a round trip. */
const grace = 1_000;
const firstPatience = 3_000;
const longestPatience = 15_000;

/**
 * Milliseconds to wait before the next ICE restart. The server is ICE-lite and never begins by itself,
 * so the client keeps trying as long as the call lasts, ever more slowly.
 *
 * @param restarts How many restarts this trouble has cost already.
 */
export function restartDelay(trouble: IceTrouble, restarts: number): number {
  switch (trouble) {
    case 'network-changed':
      return 0;
    case 'disconnected':
      return restarts === 0 ? grace : patienceAfter(restarts);
    case 'failed':
      return restarts === 0 ? 0 : patienceAfter(restarts);
    case 'still-broken':
      return patienceAfter(restarts);
  }
}

function patienceAfter(restarts: number): number {
  return Math.min(longestPatience, firstPatience * 2 ** Math.max(0, restarts - 1));
}
