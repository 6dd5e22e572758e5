import { type CiphersuiteImpl, defaultCryptoProvider, getCiphersuiteFromName } from 'ts-mls';

/** MLS cipher suite 1 (RFC 9420 section 17.1), fixed: it is never negotiated, so that it cannot be negotiated down. */
export const suiteName = 'MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519';

/**
 * The suite as one device uses it. The MLS library hands a private key as bytes from call to call; a device key may
 * have none to give (a WebCrypto key that cannot be extracted). So the suite itself signs, whatever those bytes are,
 * and belongs to one device.
 *
 * @param sign Makes an Ed25519 signature with the device's key, over the bytes as they are.
 */
export async function suiteOf(sign: (message: Uint8Array) => Promise<Uint8Array>): Promise<CiphersuiteImpl> {
  const suite = await defaultCryptoProvider.getCiphersuiteImpl(getCiphersuiteFromName(suiteName));
  return {
    ...suite,
    signature: {
      verify: suite.signature.verify,
      sign: (_noKey, message) => sign(message),
      keygen: () => Promise.reject(new Error('A device brings its own key.')),
    },
  };
}
