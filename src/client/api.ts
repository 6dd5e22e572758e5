import type { ReadonlySignal } from '@preact/signals-core';
import type { ProtocolError } from '../protocol/errors.ts';
import type { Role, Source } from '../protocol/identifiers.ts';
import type { Bootstrap } from '../protocol/room-token.ts';
import type { EndReason } from '../protocol/server-messages.ts';
import type { ServerApi } from './server-api.ts';

/**
 * The public surface of the client library. State is a read-only signal: `state.value` is the present
 * value, `state.subscribe(…)` calls back with it and with each change and returns the unsubscriber.
 */
export type { ReadonlySignal };

/** What `createCall` needs. */
export interface CallOptions {
  readonly server: ServerApi;
  readonly roomId: string;
  readonly displayName: string;
  /** At least 128 random bits in base64url, kept by this browser: the same secret is the same person in the room. */
  readonly peerSecret: string;
  /** Given to whoever made the room; makes this person a moderator. */
  readonly moderatorKey?: string | undefined;
  readonly media: LocalMedia;
  /** `'none'` only for a room that was made without encryption; an encrypted one refuses whoever comes so. */
  readonly encryption: EncryptionOptions | 'none';
}

export interface EncryptionOptions {
  /** The secret of the room's invitation, as the fragment of its link carries it. It never reaches the server. */
  readonly invitation: string;
  /** The key of this device, and what it remembers of others. */
  readonly identity: IdentityStore;
}

/** Where a device keeps who it is and whom it has verified. Every method may reject where storage fails. */
export interface IdentityStore {
  /** The same each time; made at the first. Its private half cannot be read out. */
  deviceKey(): Promise<CryptoKeyPair>;
  /** What was last remembered of a person in a room; their id is the same each time that they come from one browser. */
  known(roomId: string, memberId: string): Promise<KnownDevice | undefined>;
  remember(roomId: string, memberId: string, device: KnownDevice): Promise<void>;
}

export interface KnownDevice {
  /** Ed25519 in base64url. */
  readonly publicKey: string;
  readonly displayName: string;
  readonly verified: boolean;
}

/** What `createLocalMedia` takes; without a policy it asks for 720p at 30 frames a second. */
export interface LocalMediaOptions {
  /** Sizes and rates that the server proposes; `await server.bootstrap()` fits. */
  readonly policy?: Pick<Bootstrap, 'video' | 'screen'> | undefined;
  /** Where chosen devices are remembered; `localStorage` unless given. */
  readonly preferences?: PreferenceStore | undefined;
}

/** The part of the web's `Storage` that remembers the choice of devices. It may throw: nothing is then remembered. */
export type PreferenceStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export type CallState =
  | { kind: 'idle' }
  | { kind: 'joining' }
  /** In the room. `media` is false while transports are being (re)built or have no route. */
  | { kind: 'joined'; media: 'connecting' | 'connected' }
  /** Room control is cut; media goes on where it can. `since` is in milliseconds of `Date.now()`. */
  | { kind: 'reconnecting'; since: number; attempt: number }
  | { kind: 'ended'; reason: EndReason | 'left' }
  /** The room could not be entered, or could not be entered again after a long cut. */
  | { kind: 'failed'; error: ProtocolError };

export interface CallEvents {
  participantJoined: [participant: Participant];
  participantLeft: [participant: Participant];
  /** A moderator asks that this source be muted; the library has already done so. */
  mutedByModerator: [source: Source, byPeerId: string];
  ended: [reason: EndReason | 'left'];
  /** Something failed that the call survives (a message that could not be read, a track that could not be shown): for logs. */
  problem: [error: Error];
}

export interface Call {
  readonly state: ReadonlySignal<CallState>;
  /** Everyone else in the room, in the order in which they came. */
  readonly participants: ReadonlySignal<readonly Participant[]>;
  /** Who speaks now (by decoded audio, in this client); the last one stays while nobody speaks. */
  readonly activeSpeakerId: ReadonlySignal<string | undefined>;
  readonly me: ReadonlySignal<{ peerId: string; displayName: string; role: Role } | undefined>;
  readonly locked: ReadonlySignal<boolean>;
  /**
   * Whether the server selects whose microphones it forwards, which an operator may want in large rooms. This client
   * then tells it when its person begins and stops to speak: the interface is to say so.
   */
  readonly selectsSpeakers: ReadonlySignal<boolean>;
  /** Quality of this client's own connection. */
  readonly quality: ReadonlySignal<ConnectionQuality>;
  readonly media: LocalMedia;
  /** `undefined` in a room that was made without encryption. */
  readonly encryption: CallEncryption | undefined;

  on<E extends keyof CallEvents>(event: E, listener: (...args: CallEvents[E]) => void): () => void;

  /** Enters the room; resolves once in, rejects with the error that `state` then shows. May be called again after `failed`. */
  join(): Promise<void>;
  /** Leaves for good and releases everything but the local capture devices. Idempotent. */
  leave(): Promise<void>;

  setDisplayName(displayName: string): Promise<void>;
  /** The rest is for moderators. */
  removeParticipant(peerId: string): Promise<void>;
  muteParticipant(peerId: string, source: Source): Promise<void>;
  setLocked(locked: boolean): Promise<void>;
  closeRoom(): Promise<void>;
}

/** The keys of a call: who holds them, and how sure that is. */
export interface CallEncryption {
  readonly state: ReadonlySignal<EncryptionState>;
  /** Everyone who can decrypt this call, this person first; empty until inside. */
  readonly members: ReadonlySignal<readonly CallMember[]>;
  /**
   * Six groups of five digits, the same for everyone who shares the present keys and for nobody else. It changes
   * with each person who comes or goes. `undefined` until inside.
   */
  readonly verificationCode: ReadonlySignal<string | undefined>;
  /** The secret for links into this room; another one from each renewal on. */
  readonly invitation: ReadonlySignal<string>;
  /** What an honest server and people who keep the rules never cause, oldest first. Each is to be shown until dismissed. */
  readonly alarms: ReadonlySignal<readonly EncryptionAlarm[]>;

  /** Locks out whoever has only the old link; nobody inside notices. Resolves once everyone has the new one. */
  renewInvitation(): Promise<void>;
  /** This person has compared the code with somebody, or takes that back. Remembered by this device. */
  setVerified(memberId: string, verified: boolean): Promise<void>;
  dismissAlarm(alarm: EncryptionAlarm): void;
}

export type EncryptionState =
  /**
   * Keys are being agreed: nothing is sent and nothing shown. `since` is in milliseconds of `Date.now()`; where it
   * takes long, nobody inside can let this person in, as with a link that was renewed.
   */
  { kind: 'entering'; since: number } | { kind: 'encrypted' };

export interface CallMember {
  /** A participant's id, or this person's own. */
  readonly id: string;
  readonly displayName: string;
  readonly isMe: boolean;
  /**
   * `guest`: came with the link, and nothing more is known. `verified`: this person has compared codes with them, now
   * or in an earlier call. `changed`: their key is another one than before.
   */
  readonly trust: 'guest' | 'verified' | 'changed';
  /**
   * False while things are shown in this person's name for which their device has not given its word for some seconds:
   * their connection to the room may be cut, or the server may hold the word back.
   */
  readonly isConfirmed: boolean;
}

export type EncryptionAlarm =
  /** A person came with another key than in an earlier call: another browser, or somebody else. */
  | { readonly kind: 'identity-changed'; readonly memberId: string; readonly displayName: string }
  /** Some in this room have other keys than we have: the call was split in two. */
  | { readonly kind: 'split' }
  /** What comes from this person was not made by them. It is no longer shown. */
  | { readonly kind: 'forged'; readonly memberId: string; readonly displayName: string }
  /** Something was refused that only an attack or a defect explains. `reason` is for logs. */
  | { readonly kind: 'tampered'; readonly reason: string };

export interface Participant {
  readonly id: string;
  readonly displayName: ReadonlySignal<string>;
  readonly role: Role;
  /** Undefined while the camera is off: what is here is worth showing. */
  readonly camera: ReadonlySignal<RemoteTrack | undefined>;
  /** Undefined where there is no microphone; a muted one is here, and says so. */
  readonly microphone: ReadonlySignal<RemoteTrack | undefined>;
  readonly screen: ReadonlySignal<RemoteTrack | undefined>;
  readonly screenAudio: ReadonlySignal<RemoteTrack | undefined>;
  readonly speaking: ReadonlySignal<boolean>;
  /** How well this participant's media arrives here. */
  readonly quality: ReadonlySignal<ConnectionQuality>;
}

export interface RemoteTrack {
  readonly source: Source;
  readonly kind: 'audio' | 'video';
  readonly track: MediaStreamTrack;
  /** The sender has muted it (nothing arrives). */
  readonly muted: ReadonlySignal<boolean>;
  /** The spatial and temporal layer that arrives now, where the sender has layers. */
  readonly layers: ReadonlySignal<{ spatial: number; temporal: number } | undefined>;
  /**
   * Says that the track is shown somewhere. The server sends it only while a view has a size, and no
   * more of it than the largest view needs. Video tracks without a view are paused; audio plays without.
   */
  openView(): TrackView;
}

export interface TrackView {
  /** Size on screen in device pixels, or `undefined` while it is not visible. */
  setSize(size: { width: number; height: number } | undefined): void;
  close(): void;
}

/** Four steps: 4 is excellent, 1 is barely usable. `reason` names the worst finding. */
export interface ConnectionQuality {
  readonly level: 1 | 2 | 3 | 4;
  readonly reason: 'good' | 'round-trip-time' | 'packet-loss' | 'low-bandwidth' | 'no-media';
  /** Milliseconds. */
  readonly roundTripTime: number | undefined;
  /** 0 to 1. */
  readonly packetLoss: number | undefined;
}

/** Cameras, microphones and the screen of this device; made before the call and kept across calls. */
export interface LocalMedia {
  readonly camera: CaptureDevice;
  readonly microphone: Microphone;
  readonly screen: ScreenCapture;
  readonly devices: ReadonlySignal<DeviceLists>;
  /** Where sound is played, where the browser lets us choose: to be given to `setSinkId`. */
  readonly speakerId: ReadonlySignal<string | undefined>;
  selectSpeaker(deviceId: string): void;
  close(): void;
}

export interface DeviceLists {
  readonly cameras: readonly Device[];
  readonly microphones: readonly Device[];
  readonly speakers: readonly Device[];
}

/** `label` is empty until permission has been given. */
export interface Device {
  readonly id: string;
  readonly label: string;
}

export type CaptureFailure =
  | 'permission-denied'
  | 'permission-dismissed'
  | 'in-use'
  | 'not-found'
  | 'unplugged'
  | 'insecure-page'
  | 'unsupported'
  | 'unknown';

export type CaptureState =
  | { kind: 'off' }
  | { kind: 'starting' }
  | { kind: 'on'; track: MediaStreamTrack; deviceId: string | undefined }
  | { kind: 'failed'; reason: CaptureFailure };

export interface CaptureDevice {
  readonly state: ReadonlySignal<CaptureState>;
  /** The chosen device, remembered; `undefined` leaves the choice to the browser. */
  readonly selectedId: ReadonlySignal<string | undefined>;
  /** Opens the device. Never throws: a failure is a state. Also the way to try again after one. */
  start(): Promise<void>;
  /** Closes the device (its light goes off). */
  stop(): void;
  select(deviceId: string): Promise<void>;
}

export interface Microphone extends CaptureDevice {
  /** Muting keeps the device open, so that unmuting is instant and speech while muted can be noticed. */
  readonly muted: ReadonlySignal<boolean>;
  setMuted(muted: boolean): void;
  /** Loudness from 0 to 1, about 15 times a second, measured before muting. */
  readonly level: ReadonlySignal<number>;
  /** True when the person has spoken for about a second while muted. */
  readonly speakingWhileMuted: ReadonlySignal<boolean>;
}

export interface ScreenCapture {
  readonly state: ReadonlySignal<
    | { kind: 'off' }
    | { kind: 'starting' }
    | { kind: 'on'; video: MediaStreamTrack; audio: MediaStreamTrack | undefined }
    | { kind: 'failed'; reason: CaptureFailure }
  >;
  readonly supported: boolean;
  /** Opens the browser's picker. Choosing nothing there is not a failure: the state returns to `off`. */
  start(): Promise<void>;
  stop(): void;
}
