import { beforeAll, describe, expect, it } from '@jest/globals';
import { IdentityRefusal } from './identity-refusal.ts';
import { openIntroduction, sealIntroduction } from './introduction.ts';
import { type SomePerson, somePerson } from './testing/some-person.ts';

const refused = (code: IdentityRefusal['code']) => new IdentityRefusal(code);
const hello = { displayName: 'Ada Löwenzahn', at: 1_700_000_000_000 };

let ada: SomePerson;
let bea: SomePerson;
let eve: SomePerson;
beforeAll(async () => {
  [ada, bea, eve] = await Promise.all([somePerson('ada'), somePerson('bea'), somePerson('eve')]);
});

describe('an introduction', () => {
  it('opens for whom it is, as from whom it is', async () => {
    const sealed = await sealIntroduction(hello, ada, bea.card);
    expect(await openIntroduction(sealed, ada.card, bea)).toEqual(hello);
  });

  it('has one length for all names', async () => {
    const lengths = ['A', 'Ä'.repeat(64)].map(async (displayName) => {
      return (await sealIntroduction({ displayName, at: 1 }, ada, bea.card)).length;
    });
    const [short, long] = await Promise.all(lengths);
    expect(short).toBe(long);
  });

  it('opens for nobody else, and as from nobody else', async () => {
    const sealed = await sealIntroduction(hello, ada, bea.card);
    await expect(openIntroduction(sealed, ada.card, eve)).rejects.toEqual(refused('not-authentic'));
    await expect(openIntroduction(sealed, eve.card, bea)).rejects.toEqual(refused('not-authentic'));
  });

  it('is not passed on as one’s own', async () => {
    const sealed = await sealIntroduction(hello, ada, bea.card);
    const resealed = await sealIntroduction({ displayName: 'Ada', at: 2 }, eve, bea.card);
    const mixed = sealed.slice();
    mixed.set(resealed.subarray(-64), mixed.length - 64);
    await expect(openIntroduction(mixed, eve.card, bea)).rejects.toEqual(refused('not-authentic'));
  });

  it('opens with no bit flipped, nor cut', async () => {
    const sealed = await sealIntroduction(hello, ada, bea.card);
    for (let at = 0; at < sealed.length; at += 97) {
      const flipped = sealed.slice();
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      await expect(openIntroduction(flipped, ada.card, bea)).rejects.toBeInstanceOf(IdentityRefusal);
      await expect(openIntroduction(sealed.subarray(0, at), ada.card, bea)).rejects.toBeInstanceOf(
        IdentityRefusal,
      );
    }
  });
});
