import type { Page } from 'puppeteer-core';
import type { TestBrowser } from './browser.ts';
import type * as callPageScript from './page/call-page.ts';
import type { CallWish, CameraReport } from './page/call-page.ts';
import { bundlePageScript } from './page-script.ts';

declare global {
  interface Window {
    callPage: typeof callPageScript;
  }
}

const path = '/call-page.html';

/**
 * A page of the server's own origin that holds the client library and nothing else. The server knows
 * nothing of it: the browser is handed it in place of an answer.
 */
export class CallPage {
  readonly browser: TestBrowser;
  readonly page: Page;

  private constructor(browser: TestBrowser, page: Page) {
    this.browser = browser;
    this.page = page;
  }

  static async open(browser: TestBrowser, origin: string): Promise<CallPage> {
    const script = await bundlePageScript('page/call-page.ts', 'callPage');
    const page = await browser.openPage();
    await page.setRequestInterception(true);
    page.on('request', (request) => {
      const isPage = new URL(request.url()).pathname === path;
      const body = `<!doctype html><meta charset="utf-8"><title>Call</title><script>${script.replaceAll('</script', '<\\/script')}</script>`;
      void (isPage ? request.respond({ contentType: 'text/html', body }) : request.continue());
    });
    await page.goto(`${origin}${path}`);
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

  leave(name: string): Promise<void> {
    return this.page.evaluate((who) => window.callPage.leave(who), name);
  }
}
