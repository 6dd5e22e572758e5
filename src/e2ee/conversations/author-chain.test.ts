import { describe, expect, it } from '@jest/globals';
import { AuthorChain, type ChainLink } from './author-chain.ts';
import { noHash } from './layout.ts';

const hash = (value: number) => new Uint8Array(32).fill(value);

/** Messages of one device, in the order in which it wrote them. */
const messages: readonly ChainLink[] = [0, 1, 2, 3, 4].map((counter) => ({
  counter,
  previousHash: counter === 0 ? noHash : hash(counter),
  hash: hash(counter + 1),
}));

function verdicts(...order: readonly number[]) {
  const chain = new AuthorChain();
  return { chain, said: order.map((counter) => chain.note(at(counter))) };
}

function at(counter: number): ChainLink {
  const link = messages[counter];
  if (!link) throw new Error('There is no such message.');
  return link;
}

describe('the chain of a device', () => {
  it('goes on with each message', () => {
    const { chain, said } = verdicts(0, 1, 2);
    expect(said).toEqual(['next', 'next', 'next']);
    expect([chain.next, chain.missing]).toEqual([{ counter: 3, previousHash: hash(3) }, []]);
  });

  it('begins with zeros', () => {
    expect(new AuthorChain().next).toEqual({ counter: 0, previousHash: noHash });
    expect(new AuthorChain().note({ ...at(0), previousHash: hash(9) })).toBe('fork');
  });

  it('has a gap where messages are missing, until they come', () => {
    const { chain, said } = verdicts(0, 3);
    expect(said).toEqual(['next', 'gap']);
    expect(chain.missing).toEqual([{ from: 1, to: 2 }]);
    expect([chain.note(at(2)), chain.note(at(1)), chain.missing]).toEqual(['earlier', 'earlier', []]);
  });

  it('is read backwards, too', () => {
    expect(verdicts(4, 3, 2, 1, 0).said).toEqual(['gap', 'earlier', 'earlier', 'earlier', 'earlier']);
  });

  it('has each message once', () => {
    expect(verdicts(0, 1, 0, 1).said).toEqual(['next', 'next', 'replayed', 'replayed']);
  });

  it('forks where two messages stand in one place', () => {
    const { chain } = verdicts(0, 1, 2);
    expect(chain.note({ ...at(1), hash: hash(99) })).toBe('fork');
  });

  it.each([
    ['before', [0, 1], { ...at(2), previousHash: hash(99) }],
    ['behind', [3], { ...at(2), hash: hash(99) }],
  ])('forks where a message does not fit the one %s it', (_where, known, message) => {
    const { chain } = verdicts(...known);
    expect(chain.note(message)).toBe('fork');
    expect(chain.note(at(2))).not.toBe('fork');
  });
});
