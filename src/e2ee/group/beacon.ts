import { type Bytes, concat, copyOf } from '../bytes.ts';

/**
 * What a sender's device signs about once a second, in an MLS application message: which frames are its own. Every
 * member can derive every sender's frame key, and could forge frames with the server's help; it cannot sign for
 * another device. A frame's tag would not do: whoever has the key can make two frames with one tag.
 */
export interface SentFrame {
  /** SFrame's key id, below 2^53; it names the sender's leaf and epoch. */
  readonly kid: number;
  /** SFrame's counter, below 2^53. */
  readonly counter: number;
  /** The first 16 bytes of SHA-256 of the sealed frame. */
  readonly digest: Bytes;
}

const version = 1;
const digestLength = 16;
const runHeadLength = 8 + 8 + 2;
const longestRun = 0xffff;

/** The bytes are read before this returns: they may change, or go away, from then on. */
export async function digestOf(sealedFrame: Bytes): Promise<Bytes> {
  const digest = await crypto.subtle.digest('SHA-256', sealedFrame);
  return new Uint8Array(digest, 0, digestLength).slice();
}

/**
 * A version byte, 1; then runs of one KID with successive counters: KID (8 bytes), first counter (8), how many (2),
 * and their digests (16 each). Numbers are big endian.
 */
export function encodeBeacon(frames: readonly SentFrame[]): Bytes {
  const sorted = [...frames].sort((a, b) => a.kid - b.kid || a.counter - b.counter);
  const runs: SentFrame[][] = [];
  for (const frame of sorted) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    const continues = last?.kid === frame.kid && last.counter + 1 === frame.counter;
    if (run && continues && run.length < longestRun) run.push(frame);
    else runs.push([frame]);
  }
  return concat(
    Uint8Array.of(version),
    ...runs.flatMap((run) => {
      const head = new DataView(new ArrayBuffer(runHeadLength));
      head.setBigUint64(0, BigInt(run[0]?.kid ?? 0));
      head.setBigUint64(8, BigInt(run[0]?.counter ?? 0));
      head.setUint16(16, run.length);
      return [new Uint8Array(head.buffer), ...run.map(({ digest }) => digest)];
    }),
  );
}

/** @returns Nothing for what {@link encodeBeacon} does not make. */
export function parseBeacon(bytes: Uint8Array): SentFrame[] | undefined {
  if (bytes[0] !== version) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames: SentFrame[] = [];
  let at = 1;
  while (at < bytes.length) {
    if (at + runHeadLength > bytes.length) return undefined;
    const kid = Number(view.getBigUint64(at));
    const first = Number(view.getBigUint64(at + 8));
    const count = view.getUint16(at + 16);
    at += runHeadLength;
    const end = at + count * digestLength;
    if (count === 0 || end > bytes.length || !Number.isSafeInteger(kid + first + count)) return undefined;
    // Runs stand in the order of their numbers, so that no frame stands twice.
    const last = frames.at(-1);
    if (last && (kid < last.kid || (kid === last.kid && first <= last.counter))) return undefined;
    for (let index = 0; at < end; index += 1, at += digestLength) {
      frames.push({ kid, counter: first + index, digest: copyOf(bytes.subarray(at, at + digestLength)) });
    }
  }
  return frames;
}
