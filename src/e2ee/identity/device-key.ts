/** A new device key. Its private half never leaves WebCrypto; both halves can be kept in IndexedDB as they are. */
export async function createDeviceKey(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
}
