import { describe, expect, it } from '@jest/globals';
import { digestOf, encodeBeacon, parseBeacon, type SentFrame } from './beacon.ts';
import { BeaconWatch } from './beacon-watch.ts';
import { groupOf, invite } from './testing/people.ts';

const frameOf = (kid: number, counter: number, fill = 1): SentFrame => ({
  kid,
  counter,
  digest: new Uint8Array(16).fill(fill),
});
const start = 50_000;

describe('a beacon', () => {
  it('carries frames of several keys, in runs of successive counters', () => {
    const frames = [frameOf(7, 3), frameOf(7, 4, 2), frameOf(7, 9), frameOf(2 ** 40, 0)];
    const bytes = encodeBeacon([...frames].reverse());
    expect(parseBeacon(bytes)).toEqual(frames);
    expect(bytes.length).toBe(1 + 3 * 18 + 4 * 16);
  });

  it('may be empty', () => {
    expect(parseBeacon(encodeBeacon([]))).toEqual([]);
  });

  it('is not read with its end missing, in another version, or with numbers out of range', () => {
    const bytes = encodeBeacon([frameOf(7, 3)]);
    expect(parseBeacon(bytes.subarray(0, -1))).toBeUndefined();
    expect(parseBeacon(bytes.subarray(0, 10))).toBeUndefined();
    expect(parseBeacon(Uint8Array.of(2, ...bytes.subarray(1)))).toBeUndefined();
    const huge = bytes.slice();
    huge[1] = 255;
    expect(parseBeacon(huge)).toBeUndefined();
  });

  it('names a frame by 16 bytes of its SHA-256', async () => {
    const digest = await digestOf(new Uint8Array());
    expect(Buffer.from(digest).toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb924');
  });
});

describe('the watch over a sender', () => {
  it('is content with frames that beacons cover, whichever comes first', () => {
    const watch = new BeaconWatch();
    watch.noteFrame(frameOf(7, 1), start);
    watch.noteBeacon([frameOf(7, 1), frameOf(7, 2)], start + 1_000);
    watch.noteFrame(frameOf(7, 2), start + 1_100);
    watch.noteBeacon([frameOf(7, 3)], start + 9_000);
    expect([watch.isForged, watch.isUnconfirmed(start + 9_000)]).toEqual([false, false]);
  });

  it('raises the alarm where its sender speaks of what was shown 2 s after a frame, and not of that one', () => {
    const watch = new BeaconWatch();
    watch.noteFrame(frameOf(7, 1_000), start);
    watch.noteFrame(frameOf(7, 1), start + 1_999);
    watch.noteBeacon([frameOf(7, 1)], start + 2_500);
    expect(watch.isForged).toBe(false);
    watch.noteFrame(frameOf(7, 2), start + 2_000);
    watch.noteBeacon([frameOf(7, 2)], start + 3_500);
    expect(watch.isForged).toBe(true);
    watch.noteBeacon([frameOf(7, 1_000)], start + 3_501);
    expect(watch.isForged).toBe(true);
  });

  it('raises it also where the word comes before the frame of which it speaks', () => {
    const watch = new BeaconWatch();
    watch.noteFrame(frameOf(7, 1_000), start);
    watch.noteBeacon([frameOf(7, 1)], start + 1_000);
    watch.noteFrame(frameOf(7, 1), start + 2_000);
    expect(watch.isForged).toBe(true);
  });

  it('minds no delay of what is said, be it long', () => {
    const watch = new BeaconWatch();
    for (let second = 0; second < 20; second += 1)
      watch.noteFrame(frameOf(7, second), start + second * 1_000);
    for (let second = 0; second < 20; second += 1)
      watch.noteBeacon([frameOf(7, second)], start + 20_000 + second);
    expect([watch.isForged, watch.isUnconfirmed(start + 60_000)]).toEqual([false, false]);
  });

  it('raises the alarm where its sender speaks of other things for longer than any word is on its way', () => {
    const watch = new BeaconWatch();
    watch.noteFrame(frameOf(7, 1), start);
    watch.noteWord(start + 34_999);
    expect(watch.isForged).toBe(false);
    watch.noteWord(start + 35_000);
    expect(watch.isForged).toBe(true);
  });

  it('does not take silence for forgery, and says that the sender is not confirmed', () => {
    const watch = new BeaconWatch();
    watch.noteFrame(frameOf(7, 1), start);
    watch.noteFrame(frameOf(7, 2), start + 6_000);
    expect([watch.isForged, watch.isUnconfirmed(start + 4_999)]).toEqual([false, false]);
    expect([watch.isForged, watch.isUnconfirmed(start + 5_000)]).toEqual([false, true]);
    watch.noteBeacon([frameOf(7, 1), frameOf(7, 2)], start + 7_000);
    expect([watch.isForged, watch.isUnconfirmed(start + 20_000)]).toEqual([false, false]);
  });

  it('forgives what was shown while nothing could be heard', () => {
    const watch = new BeaconWatch();
    watch.noteFrame(frameOf(7, 1), start);
    watch.forgive(start + 1_000);
    watch.noteFrame(frameOf(7, 2), start + 8_000);
    watch.noteBeacon([frameOf(7, 2)], start + 9_000);
    expect(watch.isForged).toBe(false);
  });

  it.each([
    ['before the first word of its sender', 1_500],
    ['after it', 2_500],
  ])('forgives what was sealed then and comes late, %s', (_case, delay) => {
    const watch = new BeaconWatch();
    watch.noteFrame(frameOf(7, 1), start);
    watch.forgive(start + 1_000);
    if (delay < 2_000) watch.noteFrame(frameOf(7, 2), start + delay);
    watch.noteFrame(frameOf(7, 3), start + 2_000);
    watch.noteBeacon([frameOf(7, 3), frameOf(7, 4)], start + 2_000);
    if (delay > 2_000) watch.noteFrame(frameOf(7, 2), start + delay);
    watch.noteFrame(frameOf(7, 5), start + 9_000);
    watch.noteBeacon([frameOf(7, 5)], start + 9_000);
    expect(watch.isForged).toBe(false);
  });

  it.each([
    ['that comes later yet', 7, 2, 3_100],
    ['with a key of which nothing was said', 8, 2, 1_500],
    ['that was sealed after the first of which its sender speaks', 7, 9, 1_500],
  ])('does not forgive a frame %s', (_case, kid, counter, delay) => {
    const watch = new BeaconWatch();
    watch.forgive(start + 1_000);
    watch.noteFrame(frameOf(kid, counter), start + delay);
    watch.noteFrame(frameOf(7, 3), start + 2_000);
    watch.noteBeacon([frameOf(7, 3), frameOf(7, 4)], start + 2_000);
    watch.noteFrame(frameOf(7, 5), start + 9_000);
    watch.noteBeacon([frameOf(7, 5)], start + 9_000);
    expect(watch.isForged).toBe(true);
  });

  it.each([
    ['before its beacon', true],
    ['after its beacon', false],
  ])('raises the alarm at once for another frame with the same counter, %s', (_case, isFirst) => {
    const watch = new BeaconWatch();
    if (isFirst) watch.noteFrame(frameOf(7, 1, 66), start);
    watch.noteBeacon([frameOf(7, 1)], start);
    if (!isFirst) watch.noteFrame(frameOf(7, 1, 66), start);
    expect(watch.isForged).toBe(true);
  });

  it('takes the word of the member whose leaf it is, as MLS names it', async () => {
    const [ada, bea] = await groupOf(await invite(), 'Ada', 'Bea');
    const sealed = await bea?.seal(encodeBeacon([frameOf(7, 1)]));
    const opened = await ada?.open(sealed?.message ?? new Uint8Array());
    expect(opened?.sender.leaf).toBe(bea?.leaf);
    expect(parseBeacon(opened?.content ?? new Uint8Array())).toEqual([frameOf(7, 1)]);
  });
});
