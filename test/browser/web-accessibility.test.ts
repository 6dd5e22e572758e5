import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { TestBrowser } from '../harness/browser.ts';
import { type GalleryHost, openGallery } from './web-gallery/gallery-host.ts';
import { Visitor } from './web-gallery/visitor.ts';

jest.setTimeout(300_000);

const phone = { width: 360, height: 640, hasTouch: true, isMobile: true };
const desktop = { width: 1280, height: 720 };

/** Screens outside the call, and how one comes there. */
const pages: Readonly<Record<string, (visitor: Visitor) => Promise<void>>> = {
  'the start page': (visitor) => visitor.open('/'),
  'the start page after a broken link': (visitor) => visitor.open('/r/abc'),
  'the page before joining': (visitor) => visitor.openRoom('inside=5'),
  'the page before joining, without devices': (visitor) =>
    visitor.openRoom('camera=in-use&microphone=permission-denied'),
  'the page before joining without encryption': (visitor) => visitor.open('/u/k7mw-3xqp-v9td?inside=5'),
  'logging in': (visitor) => visitor.open('/login'),
  'logging in, refused': async (visitor) => {
    await visitor.open('/login?refusal=credentials-refused');
    for (const [index, text] of ['ada', 'wrong'].entries()) {
      const fields = await visitor.page.$$('form input');
      await fields[index]?.type(text);
    }
    await visitor.page.keyboard.press('Enter');
    await visitor.page.waitForSelector('[role="alert"]');
  },
  'making an account': (visitor) => visitor.open('/signup?registration=invitation'),
  'making an account, empty': async (visitor) => {
    await visitor.open('/signup');
    await visitor.press('Make the account');
  },
  'an account that nobody can make': (visitor) => visitor.open('/signup?registration=closed'),
  'recovering an account': (visitor) => visitor.open('/recover'),
  'an account': (visitor) => visitor.open('/account?account=in'),
  'an account that cannot be reached': (visitor) =>
    visitor.open('/account?account=in&refusal=storage-unavailable'),
  'an account that cannot be asked for': (visitor) =>
    visitor.open('/account?account=unknown&refusal=storage-unavailable'),
  'the start page of somebody with an account': (visitor) => visitor.open('/?account=in'),
  'an incomplete link': (visitor) => visitor.open('/r/2222-3333-4444'),
  'an unknown room': (visitor) => visitor.openRoom('room=room-not-found'),
  'a full room': (visitor) => visitor.openRoom('room=room-full'),
};

interface CallScreen {
  /** What the gallery shows. */
  query: string;
  isUnencrypted?: true;
  /** The key that opens a sheet on it. */
  key?: 'p' | 'i' | ',' | '?';
  /** Opens the sheet of the lock. */
  isLockPressed?: true;
}

const calls: Readonly<Record<string, CallScreen>> = {
  'a call alone': { query: '' },
  'a call of three': { query: 'people=2' },
  'a call of fifty': { query: 'people=49' },
  'a shared screen': { query: 'people=5&screen=1' },
  'a call in trouble': { query: 'people=3&weak=1&reconnecting=1&sharing=1&microphone=unplugged' },
  'a call of people known more and less': { query: 'people=5&trust=mixed' },
  'keys being agreed': { query: 'people=2&entering=now' },
  'keys being agreed for long': { query: 'people=2&entering=long' },
  'a call whose speakers are selected': { query: 'people=9&selecting=1' },
  'all alarms': { query: 'people=3&alarm=all' },
  'a call without encryption': { query: 'people=3', isUnencrypted: true },
  'the people': { query: 'people=5&trust=mixed', key: 'p' },
  'the invitation': { query: 'people=1', key: 'i' },
  'the settings': { query: 'people=1', key: ',' },
  'the help': { query: 'people=1', key: '?' },
  'how private it is': { query: 'people=5&trust=mixed', isLockPressed: true },
  'how private it is where speakers are selected': {
    query: 'people=9&selecting=1',
    isLockPressed: true,
  },
  'how private it is, verified': { query: 'people=2&trust=verified&role=participant', isLockPressed: true },
  'how private it is, with alarms': { query: 'people=3&alarm=all', isLockPressed: true },
  'how private it is without encryption': { query: 'people=3', isUnencrypted: true, isLockPressed: true },
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

  it.each(Object.entries(pages))('%s has nothing that axe minds', async (_name, open) => {
    await open(visitor);
    expect(await visitor.accessibilityProblems()).toEqual([]);
  });

  it.each(Object.entries(calls))('%s has nothing that axe minds', async (_name, screen) => {
    const { query, key, isUnencrypted, isLockPressed } = screen;
    await (isUnencrypted ? visitor.joinUnencrypted(query) : visitor.join(query));
    if (key !== undefined) await visitor.page.keyboard.press(key);
    if (isLockPressed) await visitor.page.locator('[data-lock]').click();
    if (key !== undefined || isLockPressed) {
      await visitor.page.waitForSelector('[role="dialog"], aside');
    }
    expect(await visitor.accessibilityProblems()).toEqual([]);
    await visitor.page.evaluate(() => sessionStorage.clear());
  });

  it('nothing breaks the content security policy or fails unseen', () => {
    expect(visitor.complaints).toEqual([]);
  });
});
