import { beforeAll, describe, expect, it } from '@jest/globals';
import { EpochKeys } from './epoch-keys.ts';
import { FrameEpochReversed } from './frame-errors.ts';
import { importBaseKey } from './sframe/key-schedule.ts';

const leaves = new Map([['Ada', 3]]);

describe('epoch keys', () => {
  let a: CryptoKey;
  let b: CryptoKey;
  beforeAll(async () => {
    a = await importBaseKey(new Uint8Array(16).fill(1));
    b = await importBaseKey(new Uint8Array(16).fill(2));
  });

  it('hold several epochs until each is retired', () => {
    const keys = new EpochKeys();
    keys.install(7n, a, leaves);
    keys.install(8n, b, leaves);
    expect(keys.find(7)?.baseKey).toBe(a);
    expect(keys.find(8)?.baseKey).toBe(b);
    keys.retire(7n);
    expect(keys.find(7)).toBeUndefined();
    expect(keys.find(8)?.baseKey).toBe(b);
  });

  it('replace the epoch whose low part comes round again', () => {
    const keys = new EpochKeys();
    keys.install(0n, a, leaves);
    keys.install(256n, b, leaves);
    expect(keys.find(0)).toEqual({ epoch: 256n, baseKey: b, leaves });
    // A timer of the old one must not take the new one away.
    keys.retire(0n);
    expect(keys.find(0)?.epoch).toBe(256n);
  });

  it('keep an epoch that is installed again, and what goes with its identity', () => {
    const keys = new EpochKeys();
    keys.install(7n, a, leaves);
    const held = keys.find(7);
    keys.install(8n, b, leaves);
    keys.install(7n, b, leaves);
    expect(keys.find(7)).toBe(held);
  });

  it('take no epoch back that was let go or passed over', () => {
    const keys = new EpochKeys();
    keys.install(7n, a, leaves);
    keys.retire(7n);
    expect(() => keys.install(7n, a, leaves)).toThrow(FrameEpochReversed);
    expect(() => keys.install(6n, a, leaves)).toThrow(FrameEpochReversed);
  });

  it('tell an epoch that may arrive at any moment from all others', () => {
    const keys = new EpochKeys();
    expect(keys.isAhead(0)).toBe(false);
    keys.install(254n, a, leaves);
    expect([255, 0, 6].map((low) => keys.isAhead(low))).toEqual([true, true, true]);
    expect([254, 253, 7, 100].map((low) => keys.isAhead(low))).toEqual([false, false, false, false]);
  });

  it('hold nothing after they are closed, twice', () => {
    const keys = new EpochKeys();
    keys.install(7n, a, leaves);
    keys.close();
    keys.close();
    expect(keys.find(7)).toBeUndefined();
  });
});
