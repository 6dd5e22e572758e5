import { randomBytes, toBase64Url } from '../../bytes.ts';
import { createIdentitySeed, type Identity, importIdentity } from '../identity.ts';
import { type IdentityCard, openCard, type SignedIdentityCard, signCard } from '../identity-card.ts';

/** Somebody with an account, as tests need one. */
export interface SomePerson {
  readonly accountId: string;
  readonly identity: Identity;
  readonly signedCard: SignedIdentityCard;
  readonly card: IdentityCard;
}

export async function somePerson(handle = 'ada'): Promise<SomePerson> {
  const accountId = toBase64Url(randomBytes(16));
  const identity = await importIdentity(createIdentitySeed());
  const signedCard = {
    accountId,
    handle,
    identityKey: toBase64Url(identity.identityKey),
    sealKey: toBase64Url(identity.sealKey),
    cardSignature: toBase64Url(await signCard(identity, accountId, handle)),
  };
  return { accountId, identity, signedCard, card: await openCard(signedCard) };
}

/** A device of somebody's, which signs. */
export async function someDevice() {
  const pair = (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair;
  return {
    deviceKey: new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)),
    sealedLabel: randomBytes(92),
    at: 1_700_000_000_000,
    sign: async (content: Uint8Array<ArrayBuffer>) =>
      new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, content)),
  };
}
