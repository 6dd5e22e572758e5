import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ServerKeys } from './server-keys.ts';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
/** Symbols of five bits: 40 random bits, then 20 bits of a MAC over them. */
const randomLength = 8;
const macLength = 4;

/**
 * Makes room codes and knows its own again, without storing them: a link stays valid over a restart, on
 * every node with the same secret, and a made-up name is never a room. What protects a room from
 * guessing is all 60 bits together: to meet a room in use takes both halves.
 */
export class RoomCodes {
  readonly #keys: Pick<ServerKeys, 'roomCode' | 'moderatorKey' | 'peerId'>;

  constructor(keys: Pick<ServerKeys, 'roomCode' | 'moderatorKey' | 'peerId'>) {
    this.#keys = keys;
  }

  create(): string {
    const random = symbols(randomBytes(randomLength), randomLength);
    return random + this.#mac(random);
  }

  isGenuine(roomId: string): boolean {
    const random = roomId.slice(0, randomLength);
    return equal(roomId.slice(randomLength), this.#mac(random));
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

  #mac(random: string): string {
    return symbols(createHmac('sha256', this.#keys.roomCode).update(random).digest(), macLength);
  }
}

function symbols(bytes: Uint8Array, length: number): string {
  return Array.from(bytes.subarray(0, length), (byte) => alphabet[byte & 31]).join('');
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
