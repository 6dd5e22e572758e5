import { type Bytes, concat, copyOf, fromUtf8, utf8 } from '../bytes.ts';
import { encodeBeacon, parseBeacon, type SentFrame } from './beacon.ts';
import { isDisplayName } from './member-credential.ts';

/** What members tell each other, sealed and signed by their devices. */
export type CallMessage =
  /** Says by the mere fact that it can be read: I am in the same epoch. */
  | { readonly kind: 'here' }
  /** How this member wants to be called from now on. */
  | { readonly kind: 'name'; readonly displayName: string }
  | { readonly kind: 'beacon'; readonly frames: readonly SentFrame[] };

/** The first byte of a message. */
const types = { here: 1, name: 2, beacon: 3 } as const;

/**
 * A byte for the kind: 1 here, 2 name, 3 beacon. Behind it nothing, the name in UTF-8, or the beacon.
 *
 * @throws {RangeError} For a name that nobody would accept.
 */
export function encodeCallMessage(message: CallMessage): Bytes {
  const head = Uint8Array.of(types[message.kind]);
  switch (message.kind) {
    case 'here':
      return head;
    case 'name':
      if (!isDisplayName(message.displayName)) throw new RangeError('A display name has 1 to 64 characters.');
      return concat(head, utf8(message.displayName));
    case 'beacon':
      return concat(head, encodeBeacon(message.frames));
  }
}

/** @returns Nothing for what {@link encodeCallMessage} does not make. */
export function parseCallMessage(bytes: Uint8Array): CallMessage | undefined {
  const body = copyOf(bytes.subarray(1));
  switch (bytes[0]) {
    case types.here:
      return body.length === 0 ? { kind: 'here' } : undefined;
    case types.name: {
      const displayName = fromUtf8(body);
      return displayName !== undefined && isDisplayName(displayName)
        ? { kind: 'name', displayName }
        : undefined;
    }
    case types.beacon: {
      const frames = parseBeacon(body);
      return frames && { kind: 'beacon', frames };
    }
    default:
      return undefined;
  }
}
