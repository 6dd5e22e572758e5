import { type Signal, signal } from '@preact/signals-core';
import type {
  Call,
  CallEvents,
  CallState,
  ConnectionQuality,
  LocalMedia,
  Participant,
  RemoteTrack,
} from '../../../src/client/api.ts';
import type { Role, Source } from '../../../src/protocol/identifiers.ts';
import { FakeEncryption } from './fake-encryption.ts';

type Writable<T> = T extends { value: infer V } ? Signal<V> : never;

/** A participant whose state a test sets. */
export interface FakeParticipant extends Participant {
  readonly displayName: Writable<Participant['displayName']>;
  readonly camera: Writable<Participant['camera']>;
  readonly microphone: Writable<Participant['microphone']>;
  readonly screen: Writable<Participant['screen']>;
  readonly speaking: Writable<Participant['speaking']>;
  readonly quality: Writable<Participant['quality']>;
}

export const goodQuality: ConnectionQuality = {
  level: 4,
  reason: 'good',
  roundTripTime: 24,
  packetLoss: 0.001,
};

export function createFakeTrack(source: Source, track: MediaStreamTrack, isMuted = false): RemoteTrack {
  return {
    source,
    kind: source === 'camera' || source === 'screen' ? 'video' : 'audio',
    track,
    muted: signal(isMuted),
    layers: signal(undefined),
    openView: () => ({ setSize: () => undefined, close: () => undefined }),
  };
}

export function createFakeParticipant(id: string, name: string, role: Role = 'participant'): FakeParticipant {
  return {
    id,
    displayName: signal(name),
    role,
    camera: signal<RemoteTrack | undefined>(undefined),
    microphone: signal<RemoteTrack | undefined>(undefined),
    screen: signal<RemoteTrack | undefined>(undefined),
    screenAudio: signal(undefined),
    speaking: signal(false),
    quality: signal(goodQuality),
  };
}

/** A call without a server: it records what it was asked and lets a test set what it shows. */
export class FakeCall implements Call {
  readonly state = signal<CallState>({ kind: 'idle' });
  readonly participants = signal<readonly FakeParticipant[]>([]);
  readonly activeSpeakerId = signal<string | undefined>(undefined);
  readonly me = signal<{ peerId: string; displayName: string; role: Role } | undefined>(undefined);
  readonly locked = signal(false);
  readonly selectsSpeakers = signal(false);
  readonly quality = signal(goodQuality);
  readonly media: LocalMedia;
  readonly encryption: FakeEncryption | undefined;
  readonly asked: string[] = [];
  readonly #listeners: { [E in keyof CallEvents]: Set<(...args: CallEvents[E]) => void> } = {
    participantJoined: new Set(),
    participantLeft: new Set(),
    mutedByModerator: new Set(),
    ended: new Set(),
    problem: new Set(),
  };

  constructor(media: LocalMedia, encryption: FakeEncryption | 'none' = new FakeEncryption()) {
    this.media = media;
    this.encryption = encryption === 'none' ? undefined : encryption;
  }

  on<E extends keyof CallEvents>(event: E, listener: (...args: CallEvents[E]) => void): () => void {
    this.#listeners[event].add(listener);
    return () => {
      this.#listeners[event].delete(listener);
    };
  }

  emit<E extends keyof CallEvents>(event: E, ...args: CallEvents[E]): void {
    for (const listener of this.#listeners[event]) listener(...args);
  }

  async join(): Promise<void> {
    this.state.value = { kind: 'joined', media: 'connected' };
    this.me.value ??= { peerId: 'me', displayName: 'You', role: 'moderator' };
  }

  async leave(): Promise<void> {
    this.state.value = { kind: 'ended', reason: 'left' };
  }

  async setDisplayName(displayName: string): Promise<void> {
    this.asked.push(`setDisplayName ${displayName}`);
  }

  async removeParticipant(peerId: string): Promise<void> {
    this.asked.push(`removeParticipant ${peerId}`);
    this.participants.value = this.participants.value.filter(({ id }) => id !== peerId);
  }

  async muteParticipant(peerId: string, source: Source): Promise<void> {
    this.asked.push(`muteParticipant ${peerId} ${source}`);
  }

  async setLocked(locked: boolean): Promise<void> {
    this.asked.push(`setLocked ${locked}`);
    this.locked.value = locked;
  }

  async closeRoom(): Promise<void> {
    this.asked.push('closeRoom');
    this.state.value = { kind: 'ended', reason: 'room-closed' };
  }
}
