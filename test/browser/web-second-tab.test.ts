import { afterAll, beforeAll, describe, it, jest } from '@jest/globals';
import { TestBrowser } from '../harness/browser.ts';
import { type GalleryHost, openGallery } from './web-gallery/gallery-host.ts';
import { Visitor } from './web-gallery/visitor.ts';

jest.setTimeout(120_000);

describe.each(['chromium', 'firefox'] as const)('a second tab in %s', (kind) => {
  let gallery: GalleryHost;
  let browser: TestBrowser;

  beforeAll(async () => {
    gallery = await openGallery();
    browser = await TestBrowser.launch({ kind, index: 0 });
  });

  afterAll(async () => {
    await browser?.close();
    await gallery?.close();
  });

  it('takes the call over, muted as it was, and the first can bring it back', async () => {
    const first = await Visitor.arrive(browser, gallery.origin);
    await first.join('people=1');
    await first.page.keyboard.press('m');
    await first.page.waitForFunction(() => document.title.includes('muted'));

    const second = await Visitor.arrive(browser, gallery.origin);
    await second.page.bringToFront();
    // Without its secret: this browser remembers it.
    await second.open('/r/k7mw-3xqp-v9td?people=1');
    await second.page.locator('::-p-text(Move the call here)').click();
    await second.page.waitForSelector('button[aria-label="Unmute microphone"]');

    await first.page.bringToFront();
    await first.page.locator('::-p-text(Bring the call back here)').click();
    await first.page.waitForSelector('[role="toolbar"]');
    await second.page.bringToFront();
    await second.page.waitForSelector('::-p-text(The call goes on elsewhere)');
  });
});
