import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { ProtocolError } from '../../protocol/errors.ts';
import type { ServerKeys } from './server-keys.ts';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
/** Symbols of five bits: 40 random bits, then 20 bits of a MAC over them. */
const randomLength = 8;
const macLength = 4;

/** Whether the clients of a room encrypt. */
export type RoomKind = 'encrypted' | 'unencrypted';

/**
 * Makes room codes and knows its own again, without storing them: a link stays valid over a restart, on
 * every node with the same secret, and a made-up name is never a room. What protects a room from
 * guessing is all 60 bits together: to meet a room in use takes both halves.
 */
export class RoomCodes {
  readonly #keys: Pick<ServerKeys, 'roomCode' | 'moderatorKey' | 'peerId'>;
  readonly #kinds: readonly RoomKind[];

  /** @param allowUnencrypted Whether codes of unencrypted rooms are made, and known. */
  constructor(keys: Pick<ServerKeys, 'roomCode' | 'moderatorKey' | 'peerId'>, allowUnencrypted: boolean) {
    this.#keys = keys;
    this.#kinds = allowUnencrypted ? ['encrypted', 'unencrypted'] : ['encrypted'];
  }

  /** @throws ProtocolError `forbidden` for a kind of room that this server does not make. */
  create(kind: RoomKind): string {
    if (!this.#kinds.includes(kind)) {
      throw new ProtocolError('forbidden', 'This server makes encrypted rooms only.');
    }
    for (;;) {
      const random = symbols(randomBytes(randomLength), randomLength);
      const code = random + this.#mac(random, kind);
      // One in a million reads as a code of the other kind, too.
      if (this.kindOf(code) === kind) {
        return code;
      }
    }
  }

  /** What a room's code says of it: an encrypted one can never become another. Nothing for a made-up code. */
  kindOf(roomId: string): RoomKind | undefined {
    const [random, mac] = [roomId.slice(0, randomLength), roomId.slice(randomLength)];
    return this.#kinds.find((kind) => equal(mac, this.#mac(random, kind)));
  }

  /** Whoever makes a room gets this proof of it. */
  moderatorKey(roomId: string): string {
    return createHmac('sha256', this.#keys.moderatorKey).update(roomId).digest('base64url');
  }

  isModeratorKey(roomId: string, key: string): boolean {
    return equal(key, this.moderatorKey(roomId));
  }

  /** The peer that a browser's secret stands for in a room; it says nothing about other rooms. */
  peerId(roomId: string, peerSecret: string): string {
    const digest = createHmac('sha256', this.#keys.peerId).update(`${roomId} ${peerSecret}`).digest();
    return digest.subarray(0, 16).toString('base64url');
  }

  #mac(random: string, kind: RoomKind): string {
    const text = kind === 'encrypted' ? random : `${random} ${kind}`;
    return symbols(createHmac('sha256', this.#keys.roomCode).update(text).digest(), macLength);
  }
}

function symbols(bytes: Uint8Array, length: number): string {
  return Array.from(bytes.subarray(0, length), (byte) => alphabet[byte & 31]).join('');
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
