import { randomBytes } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Role } from '../../protocol/identifiers.ts';
import { type RoomTokenClaims, roomTokenClaimsSchema } from '../../protocol/room-token.ts';

const issuer = 'sottovoce';
const audience = 'room-control';

/** Signs and checks room tokens: JWTs (RFC 7519) with HMAC-SHA-256, short-lived and good for one entry. */
export class RoomTokens {
  readonly #key: Uint8Array;
  /** Seconds. */
  readonly lifetime: number;
  /** Tokens that were used and have not expired yet, with their expiry in seconds since the epoch. */
  readonly #used = new Map<string, number>();

  constructor(key: Uint8Array, lifetime: number) {
    this.#key = key;
    this.lifetime = lifetime;
  }

  /** @param now Seconds since the epoch. */
  sign(entry: { room: string; peerId: string; role: Role }, now: number): Promise<string> {
    return new SignJWT({ room: entry.room, role: entry.role })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(entry.peerId)
      .setJti(randomBytes(16).toString('base64url'))
      .setIssuedAt(now)
      .setExpirationTime(now + this.lifetime)
      .sign(this.#key);
  }

  /**
   * Checks a token and uses it up.
   *
   * @param now Seconds since the epoch.
   * @throws ProtocolError `unauthorized` where there is none, `token-invalid`, `token-expired` or `token-replayed`.
   */
  async redeem(token: string, now: number): Promise<RoomTokenClaims> {
    if (token === '') {
      throw new ProtocolError('unauthorized');
    }
    const claims = await this.#verify(token, now);
    this.#forgetExpired(now);
    if (this.#used.has(claims.jti)) {
      throw new ProtocolError('token-replayed');
    }
    this.#used.set(claims.jti, claims.exp);
    return claims;
  }

  async #verify(token: string, now: number): Promise<RoomTokenClaims> {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: ['HS256'],
        issuer,
        audience,
        currentDate: new Date(now * 1000),
        requiredClaims: ['exp', 'iat', 'jti', 'sub'],
      });
      return roomTokenClaimsSchema.parse(payload);
    } catch (error) {
      throw new ProtocolError(
        error instanceof errors.JWTExpired ? 'token-expired' : 'token-invalid',
        undefined,
        {
          cause: error,
        },
      );
    }
  }

  #forgetExpired(now: number): void {
    for (const [jti, expiry] of this.#used) {
      if (expiry < now) {
        this.#used.delete(jti);
      }
    }
  }
}
