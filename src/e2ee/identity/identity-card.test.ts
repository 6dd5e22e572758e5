import { beforeAll, describe, expect, it } from '@jest/globals';
import { fromBase64Url, toBase64Url } from '../bytes.ts';
import { importIdentity } from './identity.ts';
import { fingerprintOf, openCard, type SignedIdentityCard, signCard } from './identity-card.ts';
import { IdentityRefusal } from './identity-refusal.ts';
import { type SomePerson, somePerson } from './testing/some-person.ts';

let ada: SomePerson;
let eve: SomePerson;
beforeAll(async () => {
  [ada, eve] = await Promise.all([somePerson('ada'), somePerson('eve')]);
});

describe('an identity', () => {
  it('has the keys of its seed (RFC 8032 section 7.1, test 1)', async () => {
    const seed = new Uint8Array(64);
    seed.set(Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex'));
    const { identityKey } = await importIdentity(seed);
    expect(Buffer.from(identityKey).toString('hex')).toBe(
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    );
  });
});

describe('an identity card', () => {
  it('opens as whom it was signed for', async () => {
    const { accountId, identity } = ada;
    const { identityKey, sealKey } = identity;
    expect(await openCard(ada.signedCard)).toEqual({ accountId, handle: 'ada', identityKey, sealKey });
  });

  it.each([
    ['another account', () => ({ accountId: eve.accountId })],
    ['another handle', () => ({ handle: 'eve' })],
    ['another key to seal to', () => ({ sealKey: eve.signedCard.sealKey })],
    ['another identity', () => ({ identityKey: eve.signedCard.identityKey })],
    ['the signature of another', () => ({ cardSignature: eve.signedCard.cardSignature })],
  ] as const)('does not open with %s', async (_what, change: () => Partial<SignedIdentityCard>) => {
    const tampered = { ...ada.signedCard, ...change() };
    await expect(openCard(tampered)).rejects.toEqual(new IdentityRefusal('not-authentic'));
  });

  it.each(['identityKey', 'sealKey', 'cardSignature'] as const)('needs its %s whole', async (field) => {
    const short = toBase64Url((fromBase64Url(ada.signedCard[field]) ?? new Uint8Array()).subarray(1));
    await expect(openCard({ ...ada.signedCard, [field]: short })).rejects.toBeInstanceOf(IdentityRefusal);
  });

  it('has a fingerprint that changes with each of its parts', async () => {
    const { card } = ada;
    const others = [
      { ...card, accountId: eve.accountId },
      { ...card, handle: 'eve' },
      { ...card, identityKey: eve.card.identityKey },
      { ...card, sealKey: eve.card.sealKey },
    ];
    const fingerprints = await Promise.all([card, ...others].map(fingerprintOf));
    expect(new Set(fingerprints).size).toBe(5);
    expect(fingerprints[0]).toHaveLength(22);
    expect(await fingerprintOf({ ...card })).toBe(fingerprints[0]);
  });

  it('is signed again alike', async () => {
    const again = await signCard(ada.identity, ada.accountId, 'ada');
    expect(toBase64Url(again)).toBe(ada.signedCard.cardSignature);
  });
});
