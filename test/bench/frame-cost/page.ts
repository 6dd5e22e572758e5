import { EpochKeys } from '../../../src/e2ee/frames/epoch-keys.ts';
import { FrameOpener } from '../../../src/e2ee/frames/frame-opener.ts';
import { FrameSealer } from '../../../src/e2ee/frames/frame-sealer.ts';
import type { FrameCodec } from '../../../src/e2ee/frames/packing/codec.ts';
import { importBaseKey } from '../../../src/e2ee/frames/sframe/key-schedule.ts';
import { digestOf } from '../../../src/e2ee/group/beacon.ts';

export interface FrameCostWish {
  readonly codec: FrameCodec;
  /** Bytes of an encoded frame. */
  readonly size: number;
  readonly batches: number;
  readonly framesPerBatch: number;
}

/** Milliseconds per frame, one entry a batch: browsers round their clocks, so that single frames cannot be timed. */
export interface FrameCost {
  readonly seal: number[];
  readonly open: number[];
}

/** Seals and opens frames one after the other, each with the digest that its beacon needs, as a call does. */
export async function measure({ codec, size, batches, framesPerBatch }: FrameCostWish): Promise<FrameCost> {
  const source = codec === 'opus' ? 'microphone' : 'camera';
  const baseKey = await importBaseKey(crypto.getRandomValues(new Uint8Array(16)));
  const sealer = new FrameSealer({ context: { source, incarnation: 0 }, codec });
  sealer.install(1n, baseKey, 3);
  const keys = new EpochKeys();
  keys.install(1n, baseKey, new Map([['sender', 3]]));
  const opener = new FrameOpener({ sender: 'sender', source, codec, keys });
  const encoded = crypto.getRandomValues(new Uint8Array(size));
  const cost: FrameCost = { seal: [], open: [] };
  for (let batch = 0; batch < batches; batch += 1) {
    const sealed = [];
    let start = performance.now();
    for (let count = 0; count < framesPerBatch; count += 1) {
      const frame = await sealer.seal(encoded, false);
      await digestOf(frame.sealed);
      sealed.push(frame.frame);
    }
    cost.seal.push((performance.now() - start) / framesPerBatch);
    start = performance.now();
    for (const frame of sealed) {
      const opened = await opener.open(frame);
      if (opened.kind !== 'opened') throw new Error(`A frame was refused: ${opened.reason}`);
      await digestOf(opened.sealed);
    }
    cost.open.push((performance.now() - start) / framesPerBatch);
  }
  return cost;
}
