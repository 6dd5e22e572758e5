import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { types } from 'mediasoup-client';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Source } from '../../protocol/identifiers.ts';
import { FakeTrack } from '../testing/fake-media.ts';
import { Publication } from './publication.ts';

/** What mediasoup-client's producer does with its tracks and its sender; Node has no `RTCRtpSender`. */
class FakeProducer {
  readonly id: string;
  track: MediaStreamTrack | null;
  paused = false;
  closed = false;
  /** How many changes of its encodings the browser still refuses. */
  refusals = 0;
  encodings: { active: boolean }[] = [{ active: true }, { active: true }, { active: true }];
  readonly rtpSender = {
    getParameters: () => ({ encodings: this.encodings.map((encoding) => ({ ...encoding })) }),
    setParameters: async ({ encodings }: { encodings: { active: boolean }[] }) => {
      if (this.refusals > 0) {
        this.refusals -= 1;
        throw new Error('These parameters are stale.');
      }
      this.encodings = encodings;
    },
  };

  constructor(id: string, track: MediaStreamTrack) {
    this.id = id;
    this.track = track;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  async replaceTrack({ track }: { track: MediaStreamTrack | null }): Promise<void> {
    this.track?.stop();
    this.track = track;
  }

  close(): void {
    this.closed = true;
    this.track?.stop();
  }

  get active(): boolean[] {
    return this.encodings.map(({ active }) => active);
  }
}

let producers: FakeProducer[];
let asked: string[];
let refusal: Error | undefined;
let problems: string[];
let publication: Publication;

function publish(source: Source): Publication {
  publication = new Publication({
    source,
    request: (async (method: string) => {
      if (refusal !== undefined) throw refusal;
      asked.push(method);
      return {};
    }) as never,
    produce: async (track) => {
      if (refusal !== undefined) throw refusal;
      const producer = new FakeProducer(`producer-${producers.length}`, track);
      producers.push(producer);
      return producer as unknown as types.Producer;
    },
    problem: ({ message }) => problems.push(message),
  });
  return publication;
}

function only(): FakeProducer {
  const [producer] = producers;
  if (producer === undefined) throw new Error('Nothing was produced.');
  return producer;
}

const track = (kind: 'audio' | 'video'): MediaStreamTrack => new FakeTrack(kind).asTrack();

beforeEach(() => {
  producers = [];
  asked = [];
  problems = [];
  refusal = undefined;
});

afterEach(() => {
  publication.close();
  publication.close();
  expect(producers.every(({ closed }) => closed)).toBe(true);
  FakeTrack.live.clear();
});

describe('Publication', () => {
  it('sends a clone of a microphone, and silences only that', async () => {
    const captured = track('audio');
    publish('microphone').want({ track: captured, muted: true });
    await setImmediate();
    expect(only().track).not.toBe(captured);
    expect(only().track?.enabled).toBe(false);
    expect(captured.enabled).toBe(true);
    publication.close();
    expect(FakeTrack.live.size).toBe(1);
    expect(captured.readyState).toBe('live');
  });

  it('stops its clone where it cannot be sent', async () => {
    refusal = new ProtocolError('unreachable');
    const captured = track('audio');
    publish('microphone').want({ track: captured, muted: false });
    await setImmediate();
    expect(captured.readyState).toBe('live');
    expect(FakeTrack.live.size).toBe(1);
  });

  it('sends no layer that nobody watches', async () => {
    publish('camera').want({ track: track('video'), muted: false });
    await setImmediate();
    for (const [wanted, active] of [
      [1, [true, true, false]],
      [null, [false, false, false]],
      [2, [true, true, true]],
    ] as const) {
      publication.wantLayers(wanted);
      await setImmediate();
      expect(only().active).toEqual(active);
    }
  });

  it('ends at what was wanted last', async () => {
    publish('camera').want({ track: track('video'), muted: false });
    publication.wantLayers(0);
    publication.wantLayers(null);
    publication.wantLayers(1);
    publication.want({ track: undefined, muted: false });
    const last = track('video');
    publication.want({ track: last, muted: false });
    await setImmediate();
    expect(only().track).toBe(last);
    expect(only().active).toEqual([true, true, false]);
  });

  it('asks the browser again for layers that it refused', async () => {
    publish('camera').want({ track: track('video'), muted: false });
    await setImmediate();
    only().refusals = 1;
    publication.wantLayers(null);
    await setImmediate();
    expect(problems).toEqual(['These parameters are stale.']);
    expect(only().active).toEqual([true, true, true]);
    publication.reconcile();
    await setImmediate();
    expect(only().active).toEqual([false, false, false]);
  });

  it('waits for room control to come back after a cut', async () => {
    publish('microphone').want({ track: track('audio'), muted: false });
    await setImmediate();
    refusal = new ProtocolError('unreachable');
    publication.want({ track: undefined, muted: false });
    await setImmediate();
    expect(problems).toEqual([]);
    expect(only().paused).toBe(true);
    refusal = undefined;
    publication.reconcile();
    await setImmediate();
    expect(asked).toEqual(['pauseProducer']);
  });

  it('says again what the server does not know', async () => {
    publish('microphone').want({ track: track('audio'), muted: true });
    await setImmediate();
    publication.restate(false);
    await setImmediate();
    expect(asked).toEqual(['pauseProducer']);
  });

  it('produces anew what the server has forgotten', async () => {
    publish('camera').want({ track: track('video'), muted: false });
    await setImmediate();
    publication.forget();
    publication.reconcile();
    await setImmediate();
    expect(producers.map(({ closed }) => closed)).toEqual([true, false]);
  });

  it('reports what the server refuses', async () => {
    refusal = new ProtocolError('codec-refused');
    publish('camera').want({ track: track('video'), muted: false });
    await setImmediate();
    expect(problems).toEqual(['This room does not take this codec.']);
  });
});
