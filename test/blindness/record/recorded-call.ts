import type { TestBrowser } from '../../harness/browser.ts';
import { until } from '../../harness/condition.ts';
import { PageApp } from '../../harness/page-app.ts';
import { RoomApi } from '../../harness/room-api.ts';
import { type PersonRecord, RecordedPerson } from './recorded-person.ts';
import { RecordedServer, type ServerRecord } from './recorded-server.ts';

/** A whole call: what the server had of it, and what only its members may have. */
export interface CallRecord {
  readonly roomId: string;
  readonly server: ServerRecord;
  readonly people: readonly PersonRecord[];
  /** Secrets of the links into the room, oldest first. */
  readonly invitations: readonly string[];
}

export interface RecordedCallOptions {
  readonly browsers: readonly [TestBrowser, TestBrowser, TestBrowser];
  /** Whether frames are sealed as built, or the control lets them pass in clear. */
  readonly seals: boolean;
  /** Frames that each encoder has to give while everybody is there. */
  readonly frames: { readonly camera: number; readonly microphone: number };
}

/** Nothing of them occurs in any text by chance. */
const names = ['Ludmila Öhrström-Vaŝek', 'Quirinus Þorvaldsson', 'Zephyrine Kjærgaard'] as const;
const newName = 'Quirinus “Q” Ævarsson-Blåbærsen';

/**
 * Two people meet, one takes another name, the link is renewed, a third comes with the new link, and the first one
 * leaves: epochs of every kind, with camera and microphone of everyone.
 */
export async function recordCall({ browsers, frames, seals }: RecordedCallOptions): Promise<CallRecord> {
  const server = await RecordedServer.start();
  let app: PageApp | undefined;
  try {
    app = await PageApp.open('../blindness/page/recorded-call-page.ts', server.proxy.port);
    const { origin } = app;
    const [first, second, third] = await Promise.all([
      RecordedPerson.open(names[0], browsers[0], origin),
      RecordedPerson.open(names[1], browsers[1], origin),
      RecordedPerson.open(names[2], browsers[2], origin),
    ]);
    const room = await new RoomApi(server.proxy.origin).createRoom();
    const invitations = [room.invitation];
    const call = new CallInProgress([first, second, third], () => server.process.tail());

    await first.join({ ...room, seals });
    await second.join({ ...room, seals });
    await call.untilMet([first, second]);
    await second.rename(newName);
    await call.untilMet([first, second]);

    await first.renewInvitation();
    const { invitation } = await first.progress();
    invitations.push(invitation);
    await third.join({ ...room, invitation, seals });
    await call.untilMet([first, second, third]);
    await call.untilSeen([first, second, third]);
    await call.untilEncoded([first, second, third], frames);

    await first.leave();
    await call.untilMet([second, third]);
    await call.untilEncoded([second, third], { camera: 30, microphone: 50 });
    await Promise.all([second.leave(), third.leave()]);

    const people: PersonRecord[] = [];
    for (const person of [first, second, third]) people.push(await person.finish());
    return { roomId: room.roomId, server: await server.finish(), people, invitations };
  } finally {
    await app?.close();
    await server.close();
  }
}

/** Waits for the people of a call. */
class CallInProgress {
  readonly #everyone: readonly RecordedPerson[];
  readonly #serverTail: () => string;

  constructor(everyone: readonly RecordedPerson[], serverTail: () => string) {
    this.#everyone = everyone;
    this.#serverTail = serverTail;
  }

  /** Until these are in one epoch, and call each other by their names. */
  async untilMet(people: readonly RecordedPerson[]): Promise<void> {
    await this.#until(`${people.length} people in one epoch`, async () => {
      const progress = await Promise.all(people.map((person) => person.progress()));
      const codes = new Set(progress.map(({ verificationCode }) => verificationCode));
      return (
        codes.size === 1 &&
        progress.every(({ members, others }, at) => {
          const expected = people.filter((_, other) => other !== at).map(({ name }) => name);
          return members === people.length && expected.sort().join() === [...others].sort().join();
        })
      );
    });
  }

  /** Until each decodes frames of others' cameras. */
  async untilSeen(people: readonly RecordedPerson[]): Promise<void> {
    for (const person of people) {
      await this.#until(`${person.name} to see somebody`, async () => (await person.progress()).decoded > 30);
    }
  }

  /** Until the encoders of these have given so many more frames. */
  async untilEncoded(
    people: readonly RecordedPerson[],
    { camera, microphone }: RecordedCallOptions['frames'],
  ): Promise<void> {
    const before = await Promise.all(people.map((person) => person.progress()));
    for (const [at, person] of people.entries()) {
      const start = before[at]?.encoded;
      await this.#until(`${person.name} to send enough`, async () => {
        const { encoded } = await person.progress();
        return (
          (encoded.camera ?? 0) - (start?.camera ?? 0) >= camera &&
          (encoded.microphone ?? 0) - (start?.microphone ?? 0) >= microphone
        );
      });
    }
  }

  #until(what: string, probe: () => Promise<boolean>): Promise<unknown> {
    const dump = async () => {
      const dumps = await Promise.all(this.#everyone.map((person) => person.dump()));
      return [...dumps, '== server', this.#serverTail()].join('\n');
    };
    return until(what, probe, { limit: 120_000, dump });
  }
}
