import { pbkdf2Sync } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { safetyNumber } from './safety-number.ts';
import { type SomePerson, somePerson } from './testing/some-person.ts';

let [ada, bea, eve]: SomePerson[] = [];
beforeAll(async () => {
  [ada, bea, eve] = await Promise.all([somePerson('ada'), somePerson('bea'), somePerson('eve')]);
});

const cardOf = (person: SomePerson | undefined) => {
  if (person === undefined) throw new Error('Nobody is there yet.');
  return person.card;
};

describe('the safety number of two people', () => {
  it('is the same 60 digits for both', async () => {
    const digits = await safetyNumber(cardOf(ada), cardOf(bea));
    expect(digits).toMatch(/^\d{60}$/);
    expect(await safetyNumber(cardOf(bea), cardOf(ada))).toBe(digits);
  });

  it('changes with either key of either', async () => {
    const [one, other, third] = [cardOf(ada), cardOf(bea), cardOf(eve)];
    const { identityKey, sealKey } = third;
    const numbers = await Promise.all([
      safetyNumber(one, other),
      safetyNumber({ ...one, identityKey }, other),
      safetyNumber({ ...one, sealKey }, other),
      safetyNumber(one, { ...other, identityKey }),
      safetyNumber(one, { ...other, sealKey }),
    ]);
    expect(new Set(numbers).size).toBe(5);
  });

  it('is made of the bytes that are written down', async () => {
    const halves = [cardOf(ada), cardOf(bea)].map(({ accountId, identityKey, sealKey }) => {
      const salt = `Sottovoce 1.0 safety number\0${accountId}`;
      const bytes = pbkdf2Sync(Buffer.concat([identityKey, sealKey]), salt, 5200, 30, 'sha512');
      return [0, 5, 10, 15, 20, 25]
        .map((at) => String(bytes.readUIntBE(at, 5) % 100_000).padStart(5, '0'))
        .join('');
    });
    expect(await safetyNumber(cardOf(ada), cardOf(bea))).toBe(halves.sort().join(''));
  });
});
