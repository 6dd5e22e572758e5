import { type Bytes, concat, toBase64Url, utf8 } from '../bytes.ts';
import type { DeviceSigner } from './device.ts';

/** What devices sign: one label for each, so that nothing that was signed as one passes for another. */
export type SignedThing = 'membership entry' | 'epoch key' | 'message' | 'marker';

/** Importing a key costs as much as using it, and conversations have few devices. */
const mostKeptKeys = 1024;
const keptKeys = new Map<string, Promise<CryptoKey | undefined>>();

/** @returns 64 bytes: Ed25519 over the label and the content. */
export function signatureOf(signer: DeviceSigner, thing: SignedThing, content: Bytes): Promise<Bytes> {
  return signer.sign(labelled(thing, content));
}

export async function isSignedBy(
  deviceKey: Bytes,
  thing: SignedThing,
  content: Bytes,
  signature: Bytes,
): Promise<boolean> {
  const key = await verifyingKey(deviceKey);
  return key !== undefined && crypto.subtle.verify('Ed25519', key, signature, labelled(thing, content));
}

function labelled(thing: SignedThing, content: Bytes): Bytes {
  return concat(utf8(`Sottovoce 1.0 conversation ${thing}\0`), content);
}

/** @returns Nothing for bytes that are no key. */
function verifyingKey(deviceKey: Bytes): Promise<CryptoKey | undefined> {
  const name = toBase64Url(deviceKey);
  const kept = keptKeys.get(name);
  if (kept) return kept;
  const key = crypto.subtle.importKey('raw', deviceKey, 'Ed25519', false, ['verify']).catch(() => undefined);
  const [oldest] = keptKeys.keys();
  if (oldest !== undefined && keptKeys.size >= mostKeptKeys) keptKeys.delete(oldest);
  keptKeys.set(name, key);
  return key;
}
