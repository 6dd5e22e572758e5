import type { CiphersuiteImpl } from 'ts-mls';
import { refusing } from './refusal.ts';

const nothing = new Uint8Array();

/**
 * Seals to each of these keys, and throws the result away. A key of another length, or a point to which nobody can seal,
 * stands in the tree unnoticed until the next commit is to be sealed to it, which then fails, as does each one after.
 *
 * @throws {Refusal} `invalid`.
 */
export async function requireUsableKeys(
  { hpke }: CiphersuiteImpl,
  ...keys: readonly Uint8Array[]
): Promise<void> {
  for (const key of keys) {
    await refusing('invalid', async () => hpke.seal(await hpke.importPublicKey(key), nothing, nothing));
  }
}
