import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';

/**
 * SRTP (RFC 3711) with AES counter mode, and with AES-GCM (RFC 7714), written from the RFCs on Node's own
 * cryptography: an implementation that shares no code with the one under test. One direction, no roll-over of the
 * sequence number, no RTCP.
 */
export interface SrtpSession {
  /** @returns The SRTP packet. */
  seal(rtp: Buffer): Buffer;
  /** @throws {Error} If the packet is not authentic. */
  open(srtp: Buffer): Buffer;
}

export const srtpSuites = [
  'AES_CM_128_HMAC_SHA1_80',
  'AES_CM_128_HMAC_SHA1_32',
  'AEAD_AES_128_GCM',
  'AEAD_AES_256_GCM',
] as const;

export type SrtpSuite = (typeof srtpSuites)[number];

const GCM_TAG_LENGTH = 16;

/** Where a packet's payload begins: after the fixed header and the header extension, if it has one (RFC 3550, 5.3.1). */
export function payloadOffset(rtp: Buffer): number {
  const hasExtension = (rtp.readUInt8(0) & 0x10) !== 0;
  return 12 + (hasExtension ? 4 + 4 * rtp.readUInt16BE(14) : 0);
}

/** Master key and salt lengths: RFC 4568 (6.2) and RFC 7714 (12). */
export const masterLengths: Readonly<Record<SrtpSuite, { readonly key: number; readonly salt: number }>> = {
  AES_CM_128_HMAC_SHA1_80: { key: 16, salt: 14 },
  AES_CM_128_HMAC_SHA1_32: { key: 16, salt: 14 },
  AEAD_AES_128_GCM: { key: 16, salt: 12 },
  AEAD_AES_256_GCM: { key: 32, salt: 12 },
};

/** @param master The master key, then the master salt. */
export function createSrtpSession(suite: SrtpSuite, master: Buffer): SrtpSession {
  const { key, salt } = masterLengths[suite];
  const masterKey = master.subarray(0, key);
  const masterSalt = master.subarray(key, key + salt);
  const derive = (label: number, length: number) => deriveKey(masterKey, masterSalt, label, length);
  if (suite === 'AEAD_AES_128_GCM' || suite === 'AEAD_AES_256_GCM') {
    return gcmSession(derive(0, key), derive(2, salt));
  }
  return counterSession(
    derive(0, key),
    derive(1, 20),
    derive(2, salt),
    suite === 'AES_CM_128_HMAC_SHA1_80' ? 10 : 4,
  );
}

/** RFC 3711, 4.3.1 and 4.3.3, with a key derivation rate of zero; RFC 7714, 11, for the shorter salts. */
function deriveKey(masterKey: Buffer, masterSalt: Buffer, label: number, length: number): Buffer {
  const iv = Buffer.alloc(16);
  masterSalt.copy(iv);
  iv.writeUInt8(iv.readUInt8(7) ^ label, 7);
  return createCipheriv(`aes-${masterKey.length * 8}-ctr`, masterKey, iv).update(Buffer.alloc(length));
}

function xor(a: Buffer, b: Buffer): Buffer {
  return Buffer.from(a.map((byte, index) => byte ^ (b[index] ?? 0)));
}

/** RFC 3711, 4.1.1 and 4.2. */
function counterSession(key: Buffer, authKey: Buffer, salt: Buffer, tagLength: number): SrtpSession {
  const rollover = Buffer.alloc(4);
  const crypt = (packet: Buffer): Buffer => {
    const position = Buffer.alloc(16);
    packet.copy(position, 4, 8, 12);
    packet.copy(position, 12, 2, 4);
    const cipher = createCipheriv('aes-128-ctr', key, xor(position, salt));
    const offset = payloadOffset(packet);
    return Buffer.concat([packet.subarray(0, offset), cipher.update(packet.subarray(offset))]);
  };
  const tag = (packet: Buffer): Buffer =>
    createHmac('sha1', authKey).update(packet).update(rollover).digest().subarray(0, tagLength);
  return {
    seal: (rtp) => {
      const sealed = crypt(rtp);
      return Buffer.concat([sealed, tag(sealed)]);
    },
    open: (srtp) => {
      const sealed = srtp.subarray(0, -tagLength);
      if (!tag(sealed).equals(srtp.subarray(-tagLength))) throw new Error('The packet is not authentic.');
      return crypt(sealed);
    },
  };
}

/** RFC 7714, 8. */
function gcmSession(key: Buffer, salt: Buffer): SrtpSession {
  const algorithm = key.length === 16 ? 'aes-128-gcm' : 'aes-256-gcm';
  const nonce = (packet: Buffer): Buffer => {
    const position = Buffer.alloc(12);
    packet.copy(position, 2, 8, 12);
    packet.copy(position, 10, 2, 4);
    return xor(position, salt);
  };
  return {
    seal: (rtp) => {
      const header = rtp.subarray(0, payloadOffset(rtp));
      const cipher = createCipheriv(algorithm, key, nonce(rtp)).setAAD(header);
      const payload = cipher.update(rtp.subarray(header.length));
      return Buffer.concat([header, payload, cipher.final(), cipher.getAuthTag()]);
    },
    open: (srtp) => {
      const header = srtp.subarray(0, payloadOffset(srtp));
      const decipher = createDecipheriv(algorithm, key, nonce(srtp)).setAAD(header);
      decipher.setAuthTag(srtp.subarray(-GCM_TAG_LENGTH));
      const payload = decipher.update(srtp.subarray(header.length, -GCM_TAG_LENGTH));
      return Buffer.concat([header, payload, decipher.final()]);
    },
  };
}
