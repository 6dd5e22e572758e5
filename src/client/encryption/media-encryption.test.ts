import { beforeEach, describe, expect, it } from '@jest/globals';
import { importBaseKey } from '../../e2ee/frames/sframe/key-schedule.ts';
import { EncryptionUnavailable, TrackContextReused } from './encryption-errors.ts';
import { MediaEncryption } from './media-encryption.ts';
import type { PageMessage, Refusal, SealedTrack, TrackAddition, WorkerMessage } from './messages.ts';

const camera: SealedTrack = { context: { source: 'camera', incarnation: 0 }, codec: 'vp8' };

/** What a page sees of a worker. */
class WorkerDouble extends EventTarget {
  readonly told: PageMessage[] = [];
  terminations = 0;

  postMessage(message: PageMessage): void {
    this.told.push(message);
  }

  terminate(): void {
    this.terminations += 1;
  }

  say(data: WorkerMessage): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }

  fail(message: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }
}

class TransformDouble implements RTCRtpScriptTransform {
  readonly addition: TrackAddition;

  constructor(addition: TrackAddition) {
    this.addition = addition;
  }
}

describe('media encryption', () => {
  let worker: WorkerDouble;

  beforeEach(() => {
    worker = new WorkerDouble();
  });

  function open(): Promise<MediaEncryption> {
    const createTransform = (_: unknown, addition: TrackAddition) => new TransformDouble(addition);
    return MediaEncryption.open({ worker, createTransform });
  }

  async function opened(): Promise<MediaEncryption> {
    const opening = open();
    worker.say({ kind: 'ready' });
    return opening;
  }

  it('is not there where its worker does not start', async () => {
    const opening = open();
    worker.fail('no such file');
    await expect(opening).rejects.toThrow(EncryptionUnavailable);
    expect(worker.terminations).toBe(1);
  });

  it('is not there in a browser without encoded transforms', async () => {
    await expect(MediaEncryption.open()).rejects.toThrow('This browser cannot encrypt calls');
  });

  it('puts its transforms on senders and receivers', async () => {
    const encryption = await opened();
    const sender: Pick<RTCRtpSender, 'transform'> = { transform: null };
    const receiver: Pick<RTCRtpReceiver, 'transform'> = { transform: null };
    const track = { sender: 'Bea', source: 'microphone', codec: 'opus' } as const;
    encryption.protectSender(sender, camera);
    encryption.protectReceiver(receiver, track).close();
    expect(sender.transform).toEqual({ addition: { kind: 'add-sender', id: 1, track: camera } });
    expect(receiver.transform).toEqual({ addition: { kind: 'add-receiver', id: 2, track } });
    expect(worker.told).toEqual([{ kind: 'remove', id: 2 }]);
  });

  it('takes a context once, so that no nonce is used twice', async () => {
    const encryption = await opened();
    const sender: Pick<RTCRtpSender, 'transform'> = { transform: null };
    encryption.protectSender(sender, camera);
    expect(() => encryption.protectSender({ transform: null }, camera)).toThrow(TrackContextReused);
    const next = { ...camera, context: { source: 'camera', incarnation: 1 } } as const;
    expect(() => encryption.protectSender({ transform: null }, next)).not.toThrow();
  });

  it('hands keys over', async () => {
    const encryption = await opened();
    const baseKey = await importBaseKey(new Uint8Array(16));
    const secrets = { epoch: 7n, baseKey, leaf: 3, leaves: new Map([['Ada', 3]]) };
    encryption.install(secrets);
    encryption.retire(7n);
    expect(worker.told).toEqual([
      { kind: 'install', secrets },
      { kind: 'retire', epoch: 7n },
    ]);
  });

  it('tells of refusals and failures', async () => {
    const encryption = await opened();
    const refusals: Refusal[] = [];
    const failures: Error[] = [];
    encryption.on('refused', (refusal) => refusals.push(refusal));
    encryption.on('failed', (error) => failures.push(error));
    const refusal = { kind: 'not-opened', id: 2, reason: 'replayed', count: 1 } as const;
    worker.say({ kind: 'refused', refusal });
    worker.say({ kind: 'failed', id: 1, message: 'a stream broke' });
    worker.fail('the worker broke');
    expect(refusals).toEqual([refusal]);
    expect(failures.map(({ message }) => message)).toEqual(['a stream broke', 'the worker broke']);
  });

  it('answers each question for statistics with its own answer', async () => {
    const encryption = await opened();
    const asked = [encryption.statistics(), encryption.statistics()];
    const [first, second] = worker.told;
    if (first?.kind !== 'read-statistics' || second?.kind !== 'read-statistics') throw new Error('not asked');
    const tracks = [{ kind: 'sender', id: 1, tally: { passed: 3, refused: {} } }] as const;
    worker.say({ kind: 'statistics', request: second.request, tracks });
    worker.say({ kind: 'statistics', request: first.request, tracks: [] });
    expect(await Promise.all(asked)).toEqual([[], tracks]);
  });

  it('ends its worker when it is closed, once, and takes nothing from then on', async () => {
    const encryption = await opened();
    const asked = encryption.statistics();
    encryption.close();
    encryption.close();
    expect(worker.terminations).toBe(1);
    await expect(asked).rejects.toThrow(EncryptionUnavailable);
    await expect(encryption.statistics()).rejects.toThrow(EncryptionUnavailable);
    const sender: Pick<RTCRtpSender, 'transform'> = { transform: null };
    expect(() => encryption.protectSender(sender, camera)).toThrow(EncryptionUnavailable);
    expect(sender.transform).toBeNull();
  });
});
