import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Bytes, utf8 } from '../../src/e2ee/bytes.ts';
import { EpochKeys } from '../../src/e2ee/frames/epoch-keys.ts';
import { FrameOpener } from '../../src/e2ee/frames/frame-opener.ts';
import { FrameSealer } from '../../src/e2ee/frames/frame-sealer.ts';
import { decodeKid } from '../../src/e2ee/frames/kid.ts';
import { importBaseKey } from '../../src/e2ee/frames/sframe/key-schedule.ts';
import { digestOf, type SentFrame } from '../../src/e2ee/group/beacon.ts';
import { BeaconWatch } from '../../src/e2ee/group/beacon-watch.ts';
import type { CallGroup } from '../../src/e2ee/group/call-group.ts';
import { encodeCallMessage, parseCallMessage } from '../../src/e2ee/group/call-message.ts';
import { groupOf, invite } from '../../src/e2ee/group/testing/people.ts';

jest.setTimeout(60_000);

/** Milliseconds from one frame to the next, at 25 a second. */
const frameInterval = 40;
const beaconInterval = 1_000;

/** A member's camera, sealed by its own device or by another member in its name. */
async function cameraOf(group: CallGroup, leaf: number, incarnation = 0): Promise<FrameSealer> {
  const sealer = new FrameSealer({ context: { source: 'camera', incarnation }, codec: 'vp8' });
  sealer.install(BigInt(group.epoch), await importBaseKey(await group.mediaBaseKey()), leaf);
  return sealer;
}

/** Bea, who sees Ada's camera and watches over it. Time passes only as the test says. */
class Viewer {
  readonly watch = new BeaconWatch();
  readonly shown: string[] = [];
  readonly #opener: FrameOpener;
  readonly #ada: number;
  #group: CallGroup;

  constructor(group: CallGroup, ada: number, keys: EpochKeys) {
    this.#group = group;
    this.#ada = ada;
    this.#opener = new FrameOpener({ sender: 'ada', source: 'camera', codec: 'vp8', keys });
  }

  static async watching(group: CallGroup, ada: number): Promise<Viewer> {
    const keys = new EpochKeys();
    const baseKey = await importBaseKey(await group.mediaBaseKey());
    keys.install(BigInt(group.epoch), baseKey, new Map([['ada', ada]]));
    return new Viewer(group, ada, keys);
  }

  async see(frame: Bytes, now: number): Promise<void> {
    const opened = await this.#opener.open(frame);
    if (opened.kind === 'refused') throw new Error(`Not shown: ${opened.reason}.`);
    this.shown.push(new TextDecoder().decode(opened.encoded));
    const digest = await digestOf(opened.sealed);
    this.watch.noteFrame({ kid: Number(opened.kid), counter: Number(opened.counter), digest }, now);
  }

  /** Takes a message of the group. A beacon speaks for the leaf of its author, and for no other. */
  async hear(message: Uint8Array, now: number): Promise<void> {
    const { group, sender, content } = await this.#group.open(message);
    this.#group = group;
    const said = parseCallMessage(content);
    if (said?.kind !== 'beacon' || sender.leaf !== this.#ada) return;
    const own = said.frames.filter(({ kid }) => decodeKid(BigInt(kid))?.leaf === sender.leaf);
    this.watch.noteBeacon(own, now);
  }
}

/** A sender whose device signs for what it sends. */
class Sender {
  readonly #camera: FrameSealer;
  #group: CallGroup;
  #sent: SentFrame[] = [];

  constructor(group: CallGroup, camera: FrameSealer) {
    this.#group = group;
    this.#camera = camera;
  }

  async frame(text: string): Promise<Bytes> {
    const { frame, sealed, kid, counter } = await this.#camera.seal(utf8(text), false);
    this.#sent.push({ kid: Number(kid), counter: Number(counter), digest: await digestOf(sealed) });
    return frame;
  }

  async beacon(frames: readonly SentFrame[] = this.#sent): Promise<Bytes> {
    const { group, message } = await this.#group.seal(encodeCallMessage({ kind: 'beacon', frames }));
    this.#group = group;
    this.#sent = [];
    return message;
  }
}

let ada: Sender;
let bea: Viewer;
let mallory: CallGroup;
let adasLeaf: number;
beforeEach(async () => {
  const [first, second, third] = (await groupOf(await invite(), 'Ada', 'Bea', 'Mallory')) as [
    CallGroup,
    CallGroup,
    CallGroup,
  ];
  adasLeaf = first.leaf;
  ada = new Sender(first, await cameraOf(first, adasLeaf));
  bea = await Viewer.watching(second, adasLeaf);
  mallory = third;
});

interface Interference {
  /** Of each frame: what the server delivers in its place. */
  readonly deliver?: (frame: Bytes, now: number) => Promise<readonly Bytes[]>;
  readonly beacons?: 'delivered' | 'withheld';
}

/** Ada sends for so long. @returns When the alarm was raised, if it was. */
async function adaSends(
  duration: number,
  { deliver, beacons }: Interference = {},
): Promise<number | undefined> {
  for (let now = 0; now <= duration; now += frameInterval) {
    const frame = await ada.frame(`Ada at ${now}`);
    for (const delivered of (await deliver?.(frame, now)) ?? [frame]) await bea.see(delivered, now);
    if (now % beaconInterval === beaconInterval - frameInterval) {
      const beacon = await ada.beacon();
      if (beacons !== 'withheld') await bea.hear(beacon, now);
    }
    if (bea.watch.isForged) return now;
  }
  return undefined;
}

describe('a sender whose frames nobody forges', () => {
  it('raises no alarm, whatever is lost and overtaken', async () => {
    let held: Bytes[] = [];
    const deliver = async (frame: Bytes, now: number) => {
      const step = now / frameInterval;
      if (step % 5 === 1) return [];
      if (step % 5 === 2) {
        held = [frame];
        return [];
      }
      const late = step % 5 === 4 ? held : [];
      return [frame, ...late];
    };
    expect(await adaSends(10_000, { deliver })).toBeUndefined();
    expect(bea.shown.length).toBeGreaterThan(150);
  });
});

describe('a member who seals frames in the name of another, with the help of the server', () => {
  const begin = 3_000;

  it('deceives whoever does not watch, which is why there is a watch', async () => {
    const forger = await cameraOf(mallory, adasLeaf, 7);
    await bea.see((await forger.seal(utf8('Mallory as Ada'), false)).frame, 0);
    expect(bea.shown).toEqual(['Mallory as Ada']);
  });

  it('is found out by what Ada says of the next 2 s where it seals as a camera that Ada never began', async () => {
    const forger = await cameraOf(mallory, adasLeaf, 7);
    const deliver = async (frame: Bytes, now: number) =>
      now < begin ? [frame] : [frame, (await forger.seal(utf8('Mallory as Ada'), false)).frame];
    const alarm = await adaSends(10_000, { deliver });
    expect(alarm).toBeGreaterThan(begin);
    expect(alarm).toBeLessThanOrEqual(begin + 2_000 + beaconInterval);
  });

  it('is found out by what Ada says of the next 2 s where it seals what Ada has not come to yet', async () => {
    const forger = await cameraOf(mallory, adasLeaf);
    for (let step = 0; step < 400; step += 1) await forger.seal(utf8(''), false);
    const deliver = async (frame: Bytes, now: number) =>
      now < begin ? [frame] : [frame, (await forger.seal(utf8('Mallory as Ada'), false)).frame];
    const alarm = await adaSends(10_000, { deliver });
    expect(alarm).toBeGreaterThan(begin);
    expect(alarm).toBeLessThanOrEqual(begin + 2_000 + beaconInterval);
  });

  it('is found out by the next beacon where its frames take the place of true ones', async () => {
    const forger = await cameraOf(mallory, adasLeaf);
    const deliver = async (frame: Bytes, now: number) => {
      const { frame: forged } = await forger.seal(utf8('Mallory as Ada'), false);
      return now < begin ? [frame] : [forged];
    };
    const alarm = await adaSends(10_000, { deliver });
    expect(alarm).toBeGreaterThanOrEqual(begin);
    expect(alarm).toBeLessThanOrEqual(begin + beaconInterval);
  });

  it('is found out where it comes after the beacon for the frame that it replaces', async () => {
    const forger = await cameraOf(mallory, adasLeaf);
    const { frame: forged } = await forger.seal(utf8('Mallory as Ada'), false);
    await ada.frame('the true one');
    await bea.hear(await ada.beacon(), 0);
    await bea.see(forged, 100);
    expect(bea.watch.isForged).toBe(true);
  });

  it('cannot sign for its frames in the place of Ada', async () => {
    const forger = await cameraOf(mallory, adasLeaf, 7);
    const { frame, sealed, kid, counter } = await forger.seal(utf8('Mallory as Ada'), false);
    const digest = await digestOf(sealed);
    const { message } = await mallory.seal(
      encodeCallMessage({
        kind: 'beacon',
        frames: [{ kid: Number(kid), counter: Number(counter), digest }],
      }),
    );
    await bea.see(frame, 0);
    await bea.hear(message, 100);
    await bea.see(await ada.frame('the true one'), 2_000);
    await bea.hear(await ada.beacon(), 2_100);
    expect(bea.watch.isForged).toBe(true);
  });

  it('leaves Ada unconfirmed where the server keeps all beacons back', async () => {
    expect(await adaSends(4_000, { beacons: 'withheld' })).toBeUndefined();
    expect(bea.watch.isUnconfirmed(4_999)).toBe(false);
    expect(bea.watch.isUnconfirmed(5_000)).toBe(true);
  });

  it('is not forgotten when Ada sends again', async () => {
    const forger = await cameraOf(mallory, adasLeaf, 7);
    await bea.see((await forger.seal(utf8('Mallory as Ada'), false)).frame, 0);
    await bea.see(await ada.frame('the true one'), 2_000);
    await bea.hear(await ada.beacon(), 2_100);
    expect(bea.watch.isForged).toBe(true);
    for (const now of [3_000, 60_000]) await bea.hear(await ada.beacon(), now);
    expect(bea.watch.isForged).toBe(true);
  });
});
