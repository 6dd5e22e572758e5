import { beforeAll, describe, expect, it } from '@jest/globals';
import { EpochKeys } from './epoch-keys.ts';
import { FrameEpochReversed } from './frame-errors.ts';
import { importBaseKey } from './sframe/key-schedule.ts';

describe('epoch keys', () => {
  let a: CryptoKey;
  let b: CryptoKey;
  beforeAll(async () => {
    a = await importBaseKey(new Uint8Array(16).fill(1));
    b = await importBaseKey(new Uint8Array(16).fill(2));
  });

  it('hold several epochs until each is retired', () => {
    const keys = new EpochKeys();
    keys.install(7n, a);
    keys.install(8n, b);
    expect(keys.find(7)?.baseKey).toBe(a);
    expect(keys.find(8)?.baseKey).toBe(b);
    keys.retire(7n);
    expect(keys.find(7)).toBeUndefined();
    expect(keys.find(8)?.baseKey).toBe(b);
  });

  it('replace the epoch whose low part comes round again', () => {
    const keys = new EpochKeys();
    keys.install(0n, a);
    keys.install(256n, b);
    expect(keys.find(0)).toEqual({ epoch: 256n, baseKey: b });
    // A timer of the old one must not take the new one away.
    keys.retire(0n);
    expect(keys.find(0)?.epoch).toBe(256n);
  });

  it('keep an epoch that is installed again, and what goes with its identity', () => {
    const keys = new EpochKeys();
    keys.install(7n, a);
    const held = keys.find(7);
    keys.install(8n, b);
    keys.install(7n, b);
    expect(keys.find(7)).toBe(held);
  });

  it('take no epoch back that was let go or passed over', () => {
    const keys = new EpochKeys();
    keys.install(7n, a);
    keys.retire(7n);
    expect(() => keys.install(7n, a)).toThrow(FrameEpochReversed);
    expect(() => keys.install(6n, a)).toThrow(FrameEpochReversed);
  });

  it('hold nothing after they are closed, twice', () => {
    const keys = new EpochKeys();
    keys.install(7n, a);
    keys.close();
    keys.close();
    expect(keys.find(7)).toBeUndefined();
  });
});
