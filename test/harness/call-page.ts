import type { Page } from 'puppeteer-core';
import type { TestBrowser } from './browser.ts';
import type { CallWish, CameraReport } from './page/call-page.ts';
import type { ConnectionReport } from './page/connection-recorder.ts';

/** A page with the client library and nothing else. */
export class CallPage {
  readonly browser: TestBrowser;
  readonly page: Page;

  private constructor(browser: TestBrowser, page: Page) {
    this.browser = browser;
    this.page = page;
  }

  /** @param origin Of a `PageApp` with this page. */
  static async open(browser: TestBrowser, origin: string): Promise<CallPage> {
    const page = await browser.openPage(origin);
    await page.goto(`${origin}/page`);
    return new CallPage(browser, page);
  }

  join(wish: CallWish): Promise<void> {
    return this.page.evaluate((options) => window.callPage.join(options), wish);
  }

  showAll(name: string, size: { width: number; height: number } | undefined): Promise<void> {
    return this.page.evaluate((who, pixels) => window.callPage.showAll(who, pixels), name, size);
  }

  cameras(name: string): Promise<CameraReport[]> {
    return this.page.evaluate((who) => window.callPage.cameras(who), name);
  }

  framesSent(): Promise<Record<string, number>> {
    return this.page.evaluate(() => window.instruments.connections.framesSent('video'));
  }

  connections(): Promise<ConnectionReport[]> {
    return this.page.evaluate(() => window.instruments.connections.report());
  }

  /** Everything that may explain a failure. */
  async dump(): Promise<string> {
    const calls = await this.page.evaluate(() => window.callPage.describe());
    return `== calls of ${this.browser.name}\n${JSON.stringify(calls, null, 1)}`;
  }
}
