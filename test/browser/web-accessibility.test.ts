import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { TestBrowser } from '../harness/browser.ts';
import { type GalleryHost, openGallery } from './web-gallery/gallery-host.ts';
import { Visitor } from './web-gallery/visitor.ts';

jest.setTimeout(300_000);

const phone = { width: 360, height: 640, hasTouch: true, isMobile: true };
const desktop = { width: 1280, height: 720 };

/** Screens outside the call, by their address. */
const pages: Readonly<Record<string, string>> = {
  'the start page': '/',
  'the start page after a broken link': '/r/abc',
  'the page before joining': '/r/k7mw-3xqp-v9td?inside=5',
  'the page before joining, without devices': '/r/k7mw-3xqp-v9td?camera=in-use&microphone=permission-denied',
  'an unknown room': '/r/k7mw-3xqp-v9td?room=room-not-found',
  'a full room': '/r/k7mw-3xqp-v9td?room=room-full',
};

/** Screens of the call: what the gallery shows, and the key that opens a sheet on it. */
const calls: Readonly<Record<string, { query: string; key?: 'p' | 'i' | ',' | '?' }>> = {
  'a call alone': { query: '' },
  'a call of three': { query: 'people=2' },
  'a call of fifty': { query: 'people=49' },
  'a shared screen': { query: 'people=5&screen=1' },
  'a call in trouble': { query: 'people=3&weak=1&reconnecting=1&sharing=1&microphone=unplugged' },
  'the people': { query: 'people=5', key: 'p' },
  'the invitation': { query: 'people=1', key: 'i' },
  'the settings': { query: 'people=1', key: ',' },
  'the help': { query: 'people=1', key: '?' },
};

describe.each([
  { name: 'a phone in light', viewport: phone, scheme: 'light' },
  { name: 'a wide window in the dark', viewport: desktop, scheme: 'dark' },
] as const)('on $name', ({ viewport, scheme }) => {
  let gallery: GalleryHost;
  let browser: TestBrowser;
  let visitor: Visitor;

  beforeAll(async () => {
    gallery = await openGallery();
    browser = await TestBrowser.launch({ kind: 'chromium', index: 0 });
    visitor = await Visitor.arrive(browser, gallery.origin, { viewport, scheme });
  });

  afterAll(async () => {
    await browser?.close();
    await gallery?.close();
  });

  it.each(Object.entries(pages))('%s has nothing that axe minds', async (_name, path) => {
    await visitor.open(path);
    expect(await visitor.accessibilityProblems()).toEqual([]);
  });

  it.each(Object.entries(calls))('%s has nothing that axe minds', async (_name, { query, key }) => {
    await visitor.join(query);
    if (key !== undefined) {
      await visitor.page.keyboard.press(key);
      await visitor.page.waitForSelector('[role="dialog"], aside');
    }
    expect(await visitor.accessibilityProblems()).toEqual([]);
    await visitor.page.evaluate(() => sessionStorage.clear());
  });

  it('nothing breaks the content security policy or fails unseen', () => {
    expect(visitor.complaints).toEqual([]);
  });
});
