import { z } from 'zod';

/** Calls back when the device may have changed its network: the old addresses and sockets are then dead. */
export type WatchNetwork = (changed: () => void) => { close(): void };

/** The part of https://wicg.github.io/netinfo/ that says over what the device is connected; not in every browser. */
const connectionSchema = z.object({ type: z.string() });

/** Watches for the way back online, and for a change from Wi-Fi to mobile or back. */
export const watchNetwork: WatchNetwork = (changed) => {
  globalThis.addEventListener('online', changed);
  const connection: unknown = 'connection' in navigator ? navigator.connection : undefined;
  const target = connection instanceof EventTarget ? connection : undefined;
  let type = typeOf(connection);
  // Fires for every new estimate of the bandwidth, too.
  const onChange = (): void => {
    const before = type;
    type = typeOf(connection);
    if (type !== undefined && type !== 'none' && type !== before) changed();
  };
  target?.addEventListener('change', onChange);
  return {
    close: () => {
      globalThis.removeEventListener('online', changed);
      target?.removeEventListener('change', onChange);
    },
  };
};

function typeOf(connection: unknown): string | undefined {
  return connectionSchema.safeParse(connection).data?.type;
}
