import { describe, expect, it } from '@jest/globals';
import { ready, server } from '@serenity-kit/opaque';
import { deriveAccountKeys } from './account-keys.ts';

await ready;

const secret = (byte: number) => Buffer.alloc(32, byte);

describe('deriveAccountKeys', () => {
  it('makes a set-up that OPAQUE takes, whatever the secret', () => {
    for (let byte = 0; byte < 64; byte += 1) {
      const { opaqueSetup } = deriveAccountKeys(secret(byte));
      expect(Buffer.from(opaqueSetup, 'base64url')).toHaveLength(128);
      expect(Buffer.from(server.getPublicKey(opaqueSetup), 'base64url')).toHaveLength(32);
    }
  });

  it('makes the same of the same secret, for ever', () => {
    const { opaqueSetup, attempts, hash } = deriveAccountKeys(secret(1));
    // An account is lost where one of these changes: they are written down, not computed.
    expect(server.getPublicKey(opaqueSetup)).toBe('Ej3xysYSbrV3J9lJfICXZXxBTYPd0jn0CMB1JgQCpTg');
    expect(Buffer.from(attempts).toString('hex')).toBe(
      '7a9d0cb26072716c4ae53c4ac6899cc104f7477fe9671d45c37836b22b78b9ad',
    );
    expect(hash('look', 'anna').toString('hex')).toBe(
      '2920e705705bf493fecface21be897e301da78baa5622264a8ca77cef26916b7',
    );
  });

  it('makes others of another secret, and for each purpose', () => {
    const [one, two] = [deriveAccountKeys(secret(1)), deriveAccountKeys(secret(2))];
    expect(one.opaqueSetup).not.toBe(two.opaqueSetup);
    const hashes = [one.hash('look', 'anna'), one.hash('stranger', 'anna'), one.hash('throttle', 'anna')];
    expect(new Set([...hashes, two.hash('look', 'anna')].map((hash) => hash.toString('hex'))).size).toBe(4);
  });
});
