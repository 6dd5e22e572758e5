import { setTimeout as pause } from 'node:timers/promises';
import type { EncryptedCallPage } from '../../harness/encrypted-call-page.ts';
import type { ArrivalReport } from '../../harness/page/encrypted-call-page.ts';
import type { ViewSize } from '../../harness/page/players.ts';
import { toneTolerance } from '../../harness/page/tone.ts';
import { type InvitedRoom, newPeerSecret } from '../../harness/room-api.ts';
import { kinds, type Name, names, receivers } from './cast.ts';
import type { MediaCase } from './media-case.ts';
import type { Stage } from './stage.ts';

/** More than a first key frame: two seconds of video. */
export const enoughFrames = 30;
/** Milliseconds in which a video that is sent has many frames. */
const observation = 700;

export interface Pair {
  readonly sender: Name;
  readonly receiver: Name;
}

type VideoSource = 'camera' | 'screen';

export interface MeetingOptions {
  readonly mediaCase: MediaCase;
  /** False in a room without encryption, the control. */
  readonly isEncrypted: boolean;
  /** Whether the receivers use another media key than was agreed on. */
  readonly receiversAreWrong?: boolean;
}

/** One call of the matrix, and what can be seen and heard in it. */
export class Meeting {
  readonly stage: Stage;
  readonly mediaCase: MediaCase;
  readonly isEncrypted: boolean;
  readonly #room: InvitedRoom;
  readonly #receiversAreWrong: boolean;
  readonly #present = new Set<Name>();

  private constructor(stage: Stage, options: MeetingOptions, room: InvitedRoom) {
    this.stage = stage;
    this.mediaCase = options.mediaCase;
    this.isEncrypted = options.isEncrypted;
    this.#receiversAreWrong = options.receiversAreWrong ?? false;
    this.#room = room;
  }

  static async open(stage: Stage, options: MeetingOptions): Promise<Meeting> {
    const room = await stage.api.createRoom({ encrypted: options.isEncrypted });
    return new Meeting(stage, options, room);
  }

  page(name: Name): EncryptedCallPage {
    return this.stage.page(name);
  }

  async join(name: Name): Promise<void> {
    const { codec, senders: sending, video } = this.mediaCase;
    const { invitation, roomId } = this.#room;
    this.#present.add(name);
    await this.page(name).join({
      name,
      roomId,
      invitation,
      peerSecret: newPeerSecret(),
      codec,
      video,
      sends: sending.includes(name),
      isControl: !this.isEncrypted,
      isWrongKey: this.#receiversAreWrong && receivers.includes(name),
    });
  }

  /** Runs steps for every sender and receiver at the same time. All are waited for, and every failure is told. */
  async inEveryPairing(steps: (pair: Pair) => Promise<void>): Promise<void> {
    const pairs = this.mediaCase.senders.flatMap((sender) =>
      receivers.map((receiver) => ({ sender, receiver })),
    );
    const outcomes = await Promise.allSettled(pairs.map(steps));
    const failures = outcomes.flatMap((outcome, index) => {
      const pair = pairs[index];
      if (outcome.status === 'fulfilled' || pair === undefined) return [];
      return [`From ${kinds[pair.sender]} to ${kinds[pair.receiver]}: ${outcome.reason}`];
    });
    if (failures.length > 0) throw new Error(failures.join('\n\n'));
  }

  /** Waits until new frames of a video are decoded, and the sender's very picture is shown. */
  async untilSeen(
    { receiver, sender }: Pair,
    { source = 'camera', frames = enoughFrames }: { source?: VideoSource; frames?: number } = {},
  ): Promise<ArrivalReport> {
    const { pattern, screenPattern } = this.page(sender).browser;
    const expected = source === 'camera' ? pattern : screenPattern;
    const before = (await this.arrival({ receiver, sender }, source))?.framesDecoded ?? 0;
    return this.stage.until(`${receiver} to see the ${source} of ${sender}`, async () => {
      const report = await this.arrival({ receiver, sender }, source);
      return report?.pattern === expected && report.framesDecoded > before + frames && report;
    });
  }

  async untilHeard(
    { receiver, sender }: Pair,
    source: 'microphone' | 'screen-audio' = 'microphone',
  ): Promise<void> {
    const { screenTone, tone } = this.page(sender).browser;
    const expected = source === 'microphone' ? tone : screenTone;
    await this.stage.until(`${receiver} to hear the ${source} of ${sender}`, async () => {
      const heard = await this.page(receiver).hears(sender, source);
      return typeof heard === 'number' && Math.abs(heard - expected) < toneTolerance;
    });
  }

  async untilSilent({ receiver, sender }: Pair): Promise<void> {
    await this.stage.until(
      `${receiver} to hear nothing of ${sender}`,
      async () => typeof (await this.page(receiver).hears(sender)) !== 'number',
    );
  }

  /** Waits until no new frames are decoded for a while. */
  async untilStill(pair: Pair): Promise<void> {
    await this.stage.until(`the picture of ${pair.sender} at ${pair.receiver} to stand still`, async () => {
      const before = await this.arrival(pair, 'camera');
      await pause(observation);
      const after = await this.arrival(pair, 'camera');
      return before !== undefined && after?.framesDecoded === before.framesDecoded;
    });
  }

  arrival({ receiver, sender }: Pair, source: ArrivalReport['source']): Promise<ArrivalReport | undefined> {
    return this.page(receiver).arrival(sender, source);
  }

  show({ receiver, sender }: Pair, size: ViewSize | undefined): Promise<void> {
    return this.page(receiver).show(sender, 'camera', size);
  }

  /** Lets everyone leave. */
  async close(): Promise<void> {
    const present = names.filter((name) => this.#present.has(name));
    await Promise.all(present.map((name) => this.page(name).leave()));
  }
}
