import type { Page } from 'puppeteer-core';
import type { TestBrowser } from './browser.ts';
import type * as callPageScript from './page/call-page.ts';
import type { CallWish, CameraReport } from './page/call-page.ts';
import type { ConnectionReport } from './page/connection-recorder.ts';
import { bundlePageScript } from './page-script.ts';

declare global {
  interface Window {
    callPage: typeof callPageScript;
  }
}

/** A page of the server that has no script of its own. */
const path = '/health/live';

/** A page of the server's own origin that holds the client library and nothing else. For Chromium. */
export class CallPage {
  readonly browser: TestBrowser;
  readonly page: Page;

  private constructor(browser: TestBrowser, page: Page) {
    this.browser = browser;
    this.page = page;
  }

  static async open(browser: TestBrowser, origin: string): Promise<CallPage> {
    const script = await bundlePageScript('page/call-page.ts', 'callPage');
    const page = await browser.openPage(origin);
    // The script comes from the test and not from the server, whose policy would refuse it.
    await page.setBypassCSP(true);
    await page.goto(`${origin}${path}`);
    await page.evaluate(`${script};\nwindow.callPage = callPage;`);
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
