import { hkdfSync } from 'node:crypto';

/** Keys that the server derives from its one secret, one for each purpose. HKDF, RFC 5869. */
export interface ServerKeys {
  readonly roomCode: Uint8Array;
  readonly roomToken: Uint8Array;
  readonly moderatorKey: Uint8Array;
  readonly peerId: Uint8Array;
}

/** @param secret At least 32 random bytes, the same on every node. */
export function deriveServerKeys(secret: Uint8Array): ServerKeys {
  const derive = (purpose: string) =>
    new Uint8Array(hkdfSync('sha256', secret, '', `sottovoce ${purpose}`, 32));
  return {
    roomCode: derive('room code'),
    roomToken: derive('room token'),
    moderatorKey: derive('moderator key'),
    peerId: derive('peer id'),
  };
}
