import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createInvitation } from '../../src/client/invitation.ts';
import { TestBrowser } from '../harness/browser.ts';
import { type GalleryHost, openGallery } from './web-gallery/gallery-host.ts';
import { Visitor } from './web-gallery/visitor.ts';

jest.setTimeout(300_000);

const room = '/r/k7mw-3xqp-v9td';
const unknownRoom = '/r/2222-3333-4444';

describe.each(['chromium', 'firefox'] as const)('the secret of a link in %s', (kind) => {
  let gallery: GalleryHost;
  let browser: TestBrowser;
  let visitor: Visitor;

  const address = () => visitor.page.evaluate(() => window.location.href);
  /** What the page gave the client library to enter with. */
  const entered = () => visitor.page.evaluate(() => window.gallery.encryption);
  /** The addresses of this tab's history, where the browser tells them. */
  const history = () =>
    visitor.page.evaluate(() =>
      'navigation' in window ? window.navigation.entries().map(({ url }) => url ?? '') : [],
    );

  beforeAll(async () => {
    gallery = await openGallery();
    browser = await TestBrowser.launch({ kind, index: 0 });
  });

  beforeEach(async () => {
    await visitor?.close();
    visitor = await Visitor.arrive(browser, gallery.origin);
  });

  afterAll(async () => {
    await browser?.close();
    await gallery?.close();
  });

  it('leaves the address before the page asks for anything, and no request carries it', async () => {
    const before = gallery.received.length;
    await visitor.page.evaluateOnNewDocument(() => {
      const replaceState = window.history.replaceState.bind(window.history);
      window.history.replaceState = (...args) => {
        replaceState(...args);
        performance.mark('replaced');
      };
    });
    await visitor.openRoom();
    await visitor.see('heading', 'Your room is ready');
    expect(await address()).toMatch(/\/r\/k7mw-3xqp-v9td\?[^#]*$/);
    for (const entry of await history()) expect(entry).not.toContain(visitor.invitation);
    expect(gallery.received.length).toBeGreaterThan(before);
    expect(gallery.received.filter((request) => request.includes(visitor.invitation))).toEqual([]);
    const [replaced, firstText] = await visitor.page.evaluate(() => [
      performance.getEntriesByName('replaced')[0]?.startTime ?? Number.POSITIVE_INFINITY,
      performance.getEntriesByType('resource').find(({ name }) => /\/en-[^/]*\.js$/.test(name))?.startTime ??
        0,
    ]);
    expect(replaced).toBeLessThanOrEqual(firstText ?? 0);
  });

  it('enters the call, after a refresh too, and is in every link that the call shows', async () => {
    await visitor.join();
    expect(await entered()).toEqual({ invitation: visitor.invitation });
    await visitor.page.reload();
    await visitor.page.waitForSelector('[role="toolbar"]');
    expect(await entered()).toEqual({ invitation: visitor.invitation });
    expect(await visitor.page.$eval('input[readonly]', ({ value }) => value)).toBe(
      `https://calls.example.org${room}#${visitor.invitation}`,
    );
    for (const entry of await history()) expect(entry).not.toContain(visitor.invitation);
  });

  it('of a newer link takes the place of the one that was known', async () => {
    await visitor.openRoom();
    await visitor.see('heading', 'Your room is ready');
    const renewed = createInvitation();
    await visitor.page.evaluate((secret) => {
      window.location.hash = secret;
    }, renewed);
    await visitor.page.waitForFunction(() => !window.location.href.includes('#'));
    await visitor.see('heading', 'Your room is ready');
    await visitor.goIn();
    expect(await entered()).toEqual({ invitation: renewed });
  });

  it.each(['', '#', '#nonsense'])('is asked for where a link ends in "%s"', async (fragment) => {
    await visitor.open(unknownRoom + fragment);
    await visitor.see('heading', 'This link is incomplete');
    expect(await address()).toBe(gallery.origin + unknownRoom);
    expect(await entered()).toBeUndefined();
  });

  it('opens the room once it is added to the address', async () => {
    await visitor.open(unknownRoom);
    await visitor.see('heading', 'This link is incomplete');
    await visitor.page.evaluate((secret) => {
      window.location.hash = secret;
    }, createInvitation());
    await visitor.see('heading', 'Your room is ready');
    expect(await address()).toBe(gallery.origin + unknownRoom);
    for (const entry of await history()) expect(entry).not.toContain('#');
  });

  it('is no part of a room without encryption, which says so before and in the call', async () => {
    await visitor.open(`/u/k7mw-3xqp-v9td?people=1#${visitor.invitation}`);
    await visitor.page.waitForSelector('::-p-text(This room is not encrypted)');
    expect(await address()).not.toContain('#');
    await visitor.goIn();
    await visitor.see('button', 'Not encrypted');
    expect(await entered()).toBe('none');
  });
});
