import { z } from 'zod';

/** Calls back when the device may have changed its network: the old addresses and sockets are then dead. */
export type WatchNetwork = (changed: () => void) => { close(): void };

/** The part of https://wicg.github.io/netinfo/ that says over what the device is connected; not in every browser. */
const connectionSchema = z.object({ type: z.string() });

/**
 * Watches for the way back online, and for a change from Wi-Fi to mobile or back.
 *
 * @param page What fires `online`: the global object.
 * @param connection `navigator.connection`, where there is one.
 */
export function networkWatch(page: EventTarget, connection: unknown): WatchNetwork {
  return (changed) => {
    const target = connection instanceof EventTarget ? connection : undefined;
    let type = typeOf(connection);
    // It fires for every new estimate of the bandwidth, too.
    const onChange = (): void => {
      const before = type;
      type = typeOf(connection);
      if (type !== undefined && type !== 'none' && type !== before) changed();
    };
    const onOnline = (): void => changed();
    page.addEventListener('online', onOnline);
    target?.addEventListener('change', onChange);
    return {
      close: () => {
        page.removeEventListener('online', onOnline);
        target?.removeEventListener('change', onChange);
      },
    };
  };
}

/** Watches the network of this browser. */
export const watchNetwork: WatchNetwork = (changed) => {
  const connection: unknown = 'connection' in navigator ? navigator.connection : undefined;
  return networkWatch(globalThis, connection)(changed);
};

function typeOf(connection: unknown): string | undefined {
  return connectionSchema.safeParse(connection).data?.type;
}
