import type { Page } from 'puppeteer-core';
import type { Source } from '../../../src/protocol/identifiers.ts';
import type { BrowserKind, TestBrowser } from '../../harness/browser.ts';
import { newPeerSecret } from '../../harness/room-api.ts';
import type { Secret } from '../page/group-tap.ts';
import type { CallProgress, ExportedFrame, RecordedCallWish } from '../page/recorded-call-page.ts';

/** A frame of one person's camera or microphone. */
export interface CapturedFrame {
  readonly source: Source;
  readonly bytes: Buffer;
}

/** What one person's browser knows of a call that is over. */
export interface PersonRecord {
  /** Every name that they had. */
  readonly names: readonly string[];
  readonly kind: BrowserKind;
  /** Frames as the encoders gave them. */
  readonly encoded: readonly CapturedFrame[];
  /** The last bytes of the frames that went to the packetizers. */
  readonly sent: readonly CapturedFrame[];
  readonly secrets: readonly Secret[];
  readonly verificationCodes: readonly string[];
}

/** Somebody in a recorded call, in a browser of their own. */
export class RecordedPerson {
  readonly names: string[];
  readonly #browser: TestBrowser;
  readonly #page: Page;

  private constructor(name: string, browser: TestBrowser, page: Page) {
    this.names = [name];
    this.#browser = browser;
    this.#page = page;
  }

  /** @param origin Of a `PageApp` with the page of recorded calls. */
  static async open(name: string, browser: TestBrowser, origin: string): Promise<RecordedPerson> {
    const page = await browser.openPage(origin);
    await page.goto(`${origin}/page`);
    return new RecordedPerson(name, browser, page);
  }

  get kind(): BrowserKind {
    return this.#browser.kind;
  }

  /** The latest. */
  get name(): string {
    return this.names.at(-1) ?? '';
  }

  join(wish: Pick<RecordedCallWish, 'roomId' | 'invitation' | 'seals'>): Promise<void> {
    return this.#page.evaluate((options) => window.recordedCallPage.join(options), {
      ...wish,
      name: this.name,
      peerSecret: newPeerSecret(),
    });
  }

  progress(): Promise<CallProgress> {
    return this.#page.evaluate(() => window.recordedCallPage.progress());
  }

  async rename(name: string): Promise<void> {
    await this.#page.evaluate((next) => window.recordedCallPage.rename(next), name);
    this.names.push(name);
  }

  renewInvitation(): Promise<void> {
    return this.#page.evaluate(() => window.recordedCallPage.renewInvitation());
  }

  leave(): Promise<void> {
    return this.#page.evaluate(() => window.recordedCallPage.leave());
  }

  /** Takes everything out of the page, and closes it. */
  async finish(): Promise<PersonRecord> {
    const frames = await this.#takeFrames();
    const at = (point: ExportedFrame['point']): CapturedFrame[] =>
      frames
        .filter((frame) => frame.point === point)
        .map(({ data, source }) => ({ source, bytes: Buffer.from(data, 'base64url') }));
    const record: PersonRecord = {
      names: this.names,
      kind: this.kind,
      encoded: at('encoded'),
      sent: at('sent'),
      secrets: await this.#page.evaluate(() => window.recordedCallPage.secrets()),
      verificationCodes: await this.#page.evaluate(() => window.recordedCallPage.codes()),
    };
    await this.#page.close();
    return record;
  }

  /** Everything that may explain a failure. */
  async dump(): Promise<string> {
    const progress = await this.progress().catch(String);
    return `== ${this.name} (${this.kind})\n${JSON.stringify(progress)}\n${this.#browser.journal.tail()}`;
  }

  async #takeFrames(): Promise<ExportedFrame[]> {
    const frames: ExportedFrame[] = [];
    for (;;) {
      const json = await this.#page.evaluate(() => window.recordedCallPage.takeFrames());
      const batch = JSON.parse(json) as ExportedFrame[];
      if (batch.length === 0) return frames;
      frames.push(...batch);
    }
  }
}
