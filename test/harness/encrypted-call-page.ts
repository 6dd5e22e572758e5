import type { Page } from 'puppeteer-core';
import type { TestBrowser } from './browser.ts';
import type { ArrivalReport, EncryptedCallWish, SendingReport } from './page/encrypted-call-page.ts';

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
  hears(name: string): Promise<number | undefined> {
    return this.#page.evaluate((who) => window.encryptedCallPage.hears(who), name);
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
      }))
      .catch(String);
    return `== ${this.browser.name}\n${JSON.stringify(report)}`;
  }
}
