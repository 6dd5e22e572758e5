import { beforeAll, describe, expect, it } from '@jest/globals';
import { utf8 } from '../../src/e2ee/bytes.ts';
import { EpochKeys } from '../../src/e2ee/frames/epoch-keys.ts';
import { FrameOpener } from '../../src/e2ee/frames/frame-opener.ts';
import { FrameSealer, type SealedFrame } from '../../src/e2ee/frames/frame-sealer.ts';
import { epochCycle } from '../../src/e2ee/frames/kid.ts';
import { importBaseKey } from '../../src/e2ee/frames/sframe/key-schedule.ts';
import type { CallGroup } from '../../src/e2ee/group/call-group.ts';
import { apply, groupOf, invite } from '../../src/e2ee/group/testing/people.ts';

const refusal = (reason: string) => ({ kind: 'refused', reason });

/** A call of two through more epochs than a KID can number; the receiver never lets one go by itself. */
describe('an epoch that has the number of one 256 before', () => {
  const keys = new EpochKeys();
  const sealer = new FrameSealer({ context: { source: 'camera', incarnation: 0 }, codec: 'vp8' });
  const opener = new FrameOpener({ sender: 'ada', source: 'camera', codec: 'vp8', keys });
  let first: bigint;
  let old: { readonly opened: SealedFrame; readonly unseen: SealedFrame };
  let fresh: SealedFrame;

  async function install(ada: CallGroup, bea: CallGroup): Promise<void> {
    const epoch = BigInt(ada.epoch);
    sealer.install(epoch, await importBaseKey(await ada.mediaBaseKey()), ada.leaf);
    keys.install(epoch, await importBaseKey(await bea.mediaBaseKey()), new Map([['ada', ada.leaf]]));
  }

  beforeAll(async () => {
    let [ada, bea] = (await groupOf(await invite(), 'Ada', 'Bea')) as [CallGroup, CallGroup];
    await install(ada, bea);
    first = BigInt(ada.epoch);
    old = {
      opened: await sealer.seal(utf8('seen'), false),
      unseen: await sealer.seal(utf8('held back'), false),
    };
    expect(await opener.open(old.opened.frame)).toMatchObject({ kind: 'opened' });
    for (let step = 0; step < epochCycle; step += 1) {
      const { group, commit } = await ada.commitChanges({});
      [ada, bea] = await Promise.all([apply(group, commit), apply(bea, commit)]);
      await install(ada, bea);
    }
    expect(BigInt(ada.epoch)).toBe(first + 256n);
    fresh = await sealer.seal(utf8('fresh'), false);
  }, 60_000);

  it('has its KIDs and counters, and none of its keys', () => {
    expect([fresh.kid, fresh.counter]).toEqual([old.opened.kid, old.opened.counter]);
    expect(fresh.sealed).not.toEqual(old.opened.sealed);
  });

  it('opens no frame of that one, seen or held back', async () => {
    expect(await opener.open(old.opened.frame)).toEqual(refusal('not-authentic'));
    expect(await opener.open(old.unseen.frame)).toEqual(refusal('not-authentic'));
  });

  it('is not let go when that one is', async () => {
    keys.retire(first);
    expect(await opener.open(fresh.frame)).toMatchObject({ kind: 'opened', encoded: utf8('fresh') });
    expect(await opener.open(fresh.frame)).toEqual(refusal('replayed'));
  });

  it('cannot be followed by that one', async () => {
    const baseKey = await importBaseKey(new Uint8Array(16));
    expect(() => keys.install(first, baseKey, new Map())).toThrow('cannot be installed');
    expect(() => sealer.install(first, baseKey, 0)).toThrow('cannot be installed');
  });
});
