import { hkdfSync } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { fileIdSchema, linkIdSchema } from '../../protocol/files.ts';

const issuer = 'sottovoce';
const audience = 'file-download';

/** Milliseconds for which a download may be taken up again. */
const lifetime = 24 * 60 * 60 * 1000;

/** One download of a file, by a link that was opened for it. */
export interface DownloadGrant {
  readonly fileId: string;
  readonly linkId: string;
}

const claimsSchema = z.object({ sub: fileIdSchema, jti: linkIdSchema });

/**
 * Signs and checks download grants: JWTs (RFC 7519) with HMAC-SHA-256. Whoever opened a link reads the file with one as
 * often as the connection breaks, for a day; the link counts that once.
 */
export class DownloadGrants {
  readonly #key: Uint8Array;

  /** @param secret The server's, at least 32 bytes and the same on every node. */
  constructor(secret: Uint8Array) {
    this.#key = new Uint8Array(hkdfSync('sha256', secret, '', 'sottovoce file grant', 32));
  }

  /**
   * @param now Milliseconds since 1970 began.
   * @param linkExpiresAt No grant outlives its link.
   */
  async sign(
    { fileId, linkId }: DownloadGrant,
    now: number,
    linkExpiresAt: number,
  ): Promise<{ grant: string; expiresAt: number }> {
    const seconds = Math.floor(Math.min(now + lifetime, linkExpiresAt) / 1000);
    const grant = await new SignJWT()
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(fileId)
      .setJti(linkId)
      .setExpirationTime(seconds)
      .sign(this.#key);
    return { grant, expiresAt: seconds * 1000 };
  }

  /** @returns What it grants, or `undefined` where it is none of ours or has expired. */
  async verify(grant: string, now: number): Promise<DownloadGrant | undefined> {
    try {
      const { payload } = await jwtVerify(grant, this.#key, {
        algorithms: ['HS256'],
        issuer,
        audience,
        currentDate: new Date(now),
        requiredClaims: ['exp', 'sub', 'jti'],
      });
      const { sub, jti } = claimsSchema.parse(payload);
      return { fileId: sub, linkId: jti };
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }
}
