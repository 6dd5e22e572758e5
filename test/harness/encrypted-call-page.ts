import type { Page } from 'puppeteer-core';
import type { TestBrowser } from './browser.ts';
import type { ArrivalReport, EncryptedCallWish, SendingReport } from './page/encrypted-call-page.ts';
import type { ViewSize } from './page/players.ts';

/** A page with the client library that counts what its encryption does. */
export class EncryptedCallPage {
  readonly browser: TestBrowser;
  readonly #page: Page;

  private constructor(browser: TestBrowser, page: Page) {
    this.browser = browser;
    this.#page = page;
  }

  /** @param origin Of a `PageApp` with this page. */
  static async open(browser: TestBrowser, origin: string): Promise<EncryptedCallPage> {
    const page = await browser.openPage(origin);
    await page.goto(`${origin}/page`);
    return new EncryptedCallPage(browser, page);
  }

  join(wish: EncryptedCallWish): Promise<void> {
    return this.#page.evaluate((options) => window.encryptedCallPage.join(options), wish);
  }

  /** What arrives of one source of another member. */
  async arrival(name: string, source: ArrivalReport['source']): Promise<ArrivalReport | undefined> {
    const all = await this.#page.evaluate(() => window.encryptedCallPage.arrivals());
    return all.find((report) => report.name === name && report.source === source);
  }

  /** Shows a video of another member in this size, in device pixels; hides it where there is none. */
  show(name: string, source: ArrivalReport['source'], size: ViewSize | undefined): Promise<void> {
    return this.#page.evaluate(
      (who, what, pixels) => window.encryptedCallPage.show(who, what, pixels),
      name,
      source,
      size,
    );
  }

  /** The code of the present epoch; nothing until inside. */
  async verificationCode(): Promise<string | undefined> {
    return (await this.#page.evaluate(() => window.encryptedCallPage.verificationCode())) ?? undefined;
  }

  watchFreezes(): Promise<void> {
    return this.#page.evaluate(() => window.encryptedCallPage.watchFreezes());
  }

  /** The longest time that each camera stood still since `watchFreezes`, by sender; milliseconds. */
  freezes(): Promise<Record<string, number>> {
    return this.#page.evaluate(() => window.encryptedCallPage.freezes());
  }

  sendings(): Promise<SendingReport[]> {
    return this.#page.evaluate(() => window.encryptedCallPage.sendings());
  }

  /** Frames of video that were sent so far, by simulcast layer. */
  framesSent(): Promise<Record<string, number>> {
    return this.#page.evaluate(() => window.instruments.connections.framesSent('video'));
  }

  /** Hertz. */
  hears(
    name: string,
    source: 'microphone' | 'screen-audio' = 'microphone',
  ): Promise<number | null | undefined> {
    return this.#page.evaluate((who, what) => window.encryptedCallPage.hears(who, what), name, source);
  }

  setMicrophoneMuted(muted: boolean): Promise<void> {
    return this.#page.evaluate((wish) => window.encryptedCallPage.setMicrophoneMuted(wish), muted);
  }

  async shareScreen(): Promise<void> {
    await this.#page.evaluate(() => window.encryptedCallPage.shareScreen());
    // Chromium shows the tab that it shares; the person comes back to the call.
    await this.#page.bringToFront();
  }

  stopScreen(): Promise<void> {
    return this.#page.evaluate(() => window.encryptedCallPage.stopScreen());
  }

  /** The kinds of what the call is alarmed about. */
  async alarms(): Promise<string[]> {
    const all = await this.#page.evaluate(() => window.encryptedCallPage.alarms());
    return all.map(({ kind }) => kind);
  }

  /** The reasons of which the page was told that frames do not open. */
  async refusals(): Promise<string[]> {
    const all = await this.#page.evaluate(() => window.encryptedCallPage.refusals());
    return all.map(({ reason }) => reason);
  }

  leave(): Promise<void> {
    return this.#page.evaluate(() => window.encryptedCallPage.leave());
  }

  /** Everything that may explain a failure. */
  async dump(): Promise<string> {
    const report = await this.#page
      .evaluate(async () => ({
        arrivals: await window.encryptedCallPage.arrivals(),
        sendings: await window.encryptedCallPage.sendings(),
        refusals: window.encryptedCallPage.refusals(),
        alarms: window.encryptedCallPage.alarms(),
      }))
      .catch(String);
    return `== ${this.browser.name}\n${JSON.stringify(report)}`;
  }
}
