/** The numbers of the registry "SFrame Cipher Suites" (RFC 9605, section 8.1). */
export type CipherSuiteId = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** A cipher suite (RFC 9605, section 4.5). All lengths are in bytes. */
export interface CipherSuite {
  readonly id: CipherSuiteId;
  readonly cipher: 'AES-GCM' | 'AES-CTR-HMAC';
  readonly hash: 'SHA-256' | 'SHA-512';
  /** The part of the key that encrypts; with HMAC, the rest of it authenticates. */
  readonly encryptionKeyLength: number;
  /** Nk. */
  readonly keyLength: number;
  /** Nn. */
  readonly nonceLength: number;
  /** Nt: what a frame grows by, besides its header. */
  readonly tagLength: number;
}

const nonceLength = 12;

function gcm(id: CipherSuiteId, hash: CipherSuite['hash'], keyLength: number): CipherSuite {
  return {
    id,
    cipher: 'AES-GCM',
    hash,
    encryptionKeyLength: keyLength,
    keyLength,
    nonceLength,
    tagLength: 16,
  };
}

/** The authentication key is as long as the hash (RFC 9605, section 4.5.1). */
function ctrHmac(
  id: CipherSuiteId,
  hash: CipherSuite['hash'],
  encryptionKeyLength: number,
  tagLength: number,
): CipherSuite {
  const keyLength = encryptionKeyLength + (hash === 'SHA-256' ? 32 : 64);
  return { id, cipher: 'AES-CTR-HMAC', hash, encryptionKeyLength, keyLength, nonceLength, tagLength };
}

export const cipherSuites: Readonly<Record<CipherSuiteId, CipherSuite>> = {
  1: ctrHmac(1, 'SHA-256', 16, 10),
  2: ctrHmac(2, 'SHA-256', 16, 8),
  3: ctrHmac(3, 'SHA-256', 16, 4),
  4: gcm(4, 'SHA-256', 16),
  5: gcm(5, 'SHA-512', 32),
  6: ctrHmac(6, 'SHA-512', 32, 10),
  7: ctrHmac(7, 'SHA-512', 32, 8),
  8: ctrHmac(8, 'SHA-512', 32, 4),
};
