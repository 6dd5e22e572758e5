import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { KeyInput } from 'puppeteer-core';
import { TestBrowser } from '../harness/browser.ts';
import { type GalleryHost, openGallery } from './web-gallery/gallery-host.ts';
import { Visitor } from './web-gallery/visitor.ts';

jest.setTimeout(300_000);

describe('the whole call by keyboard', () => {
  let gallery: GalleryHost;
  let browser: TestBrowser;
  let visitor: Visitor;

  const type = async (...keys: KeyInput[]) => {
    for (const key of keys) await visitor.page.keyboard.press(key);
  };
  const focused = () =>
    visitor.page.evaluate(
      () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
    );
  /** Walks with Tab until a control with this name has the focus. */
  const walkTo = async (name: string) => {
    for (let step = 0; step < 40; step++) {
      if ((await focused()).startsWith(name)) return;
      await type('Tab');
    }
    throw new Error(`Tab never came to "${name}"; it is at "${await focused()}"`);
  };
  const untilTitle = (word: string) =>
    visitor.page.waitForFunction((text) => document.title.includes(text), {}, word);

  beforeAll(async () => {
    gallery = await openGallery();
    browser = await TestBrowser.launch({ kind: 'chromium', index: 0 });
  });

  beforeEach(async () => {
    await visitor?.close();
    visitor = await Visitor.arrive(browser, gallery.origin);
  });

  afterAll(async () => {
    await browser?.close();
    await gallery?.close();
  });

  it('leads from the start page into a new room and out again', async () => {
    await visitor.open('/');
    await walkTo('Start a room');
    await type('Enter');
    await visitor.see('heading', 'Your room is ready');
    await walkTo('Join now');
    await type('Enter');
    await visitor.page.waitForSelector('[role="toolbar"]');
    await walkTo('Leave the call');
    await type('Enter');
    await visitor.see('heading', 'You left the call');
    await walkTo('Join again');
    await type('Enter');
    await visitor.page.waitForSelector('[role="toolbar"]');
  });

  it('joins a room by its code where this browser has its key, and says what is wrong elsewhere', async () => {
    await visitor.openRoom();
    await visitor.open('/');
    await visitor.page.locator('input').click();
    await visitor.page.keyboard.type('2222-3333-4444');
    await type('Enter');
    await visitor.page.waitForSelector('::-p-text(it carries no key)');
    await visitor.page.locator('input').fill('k7mw-3xqp');
    await type('Enter');
    await visitor.page.waitForSelector('::-p-text(This is not the link of a room)');
    await visitor.page.keyboard.type(' V9TD');
    await type('Enter');
    await visitor.see('heading', 'Your room is ready');
    expect(await visitor.page.evaluate(() => location.pathname)).toBe('/r/k7mw-3xqp-v9td');
  });

  it('joins a room when its link is pasted anywhere, and asks for the whole one where its key is missing', async () => {
    const paste = (text: string) =>
      visitor.page.evaluate((data) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text', data);
        document.body.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
        );
      }, text);
    await visitor.open('/');
    await paste('https://calls.example.org/r/5555-6666-7777');
    await visitor.page.waitForSelector('::-p-text(it carries no key)');
    await paste(`https://calls.example.org/r/5555-6666-7777#${visitor.invitation}`);
    await visitor.see('heading', 'Your room is ready');
    expect(await visitor.page.evaluate(() => location.href)).toBe(`${gallery.origin}/r/5555-6666-7777`);
  });

  it('compares codes: opens the lock, marks one, takes it back, marks everyone', async () => {
    await visitor.join('people=3');
    await walkTo('Encrypted. 4 people, 3 not verified.');
    await type('Enter');
    await visitor.see('heading', 'How private this call is');
    await walkTo('Mark verified: Grace Hopper');
    await type('Enter');
    await visitor.page.waitForSelector('[data-lock] ::-p-text(2 not verified)');
    expect(await focused()).toBe('Take back: Grace Hopper is verified');
    await type('Enter');
    await visitor.page.waitForSelector('[data-lock] ::-p-text(3 not verified)');
    await visitor.page.keyboard.down('Shift');
    await walkTo('It matches: mark everyone verified');
    await visitor.page.keyboard.up('Shift');
    await type('Enter');
    await visitor.page.waitForSelector('::-p-text(You have verified everyone here.)');
    await type('Escape');
    await visitor.see('button', 'Encrypted. 4 people, all verified.');
    expect(await focused()).toBe('Encrypted. 4 people, all verified.');
  });

  it('leads from an alarm to the codes, and dismisses it', async () => {
    await visitor.join('people=2&alarm=split');
    await visitor.see('alert', '');
    await walkTo('Compare codes');
    await type('Enter');
    await visitor.see('heading', 'Compare the code');
    await type('Escape');
    await visitor.see('button', 'Something is wrong with the encryption');
    await walkTo('Dismiss');
    await type('Enter');
    await visitor.page.waitForFunction(() => document.querySelector('[data-alarm]') === null);
    await visitor.see('button', 'Encrypted. 3 people, 2 not verified.');
  });

  it('renews the link after a question, and hands over the new one', async () => {
    await visitor.join('people=1');
    await walkTo('Encrypted.');
    await type('Enter');
    await walkTo('Renew the link');
    await type('Enter');
    await visitor.see('heading', 'Renew the link?');
    expect(await focused()).toBe('Cancel');
    await type('Tab', 'Enter');
    await visitor.see('button', 'Copy the new link');
    const known = await visitor.page.evaluate(() => localStorage.getItem('sottovoce.room.k7mw3xqpv9td'));
    expect(known).not.toContain(visitor.invitation);
  });

  it('says it where the link could not be renewed', async () => {
    await visitor.join('people=1&renewal=refused');
    await walkTo('Encrypted.');
    await type('Enter');
    await walkTo('Renew the link');
    await type('Enter');
    await visitor.see('heading', 'Renew the link?');
    await type('Tab', 'Enter');
    await visitor.page.waitForSelector('[role="alert"] ::-p-text(could not be renewed)');
  });

  it('announces a newcomer by name and standing', async () => {
    await visitor.join('people=1');
    await visitor.page.evaluate(() => window.gallery.addPerson());
    await visitor.page.waitForSelector('[role="log"] ::-p-text(Grace Hopper (guest) came in)');
  });

  it('mutes and unmutes with M and D, and talks while the space bar is held', async () => {
    await visitor.join('people=2');
    await type('m');
    await visitor.see('button', 'Unmute microphone');
    await untilTitle('muted');
    await visitor.page.keyboard.down('Space');
    await visitor.see('button', 'Mute microphone');
    await visitor.page.keyboard.up('Space');
    await visitor.see('button', 'Unmute microphone');
    await type('d');
    await visitor.see('button', 'Mute microphone');
    await type('v');
    await visitor.see('button', 'Turn camera on');
  });

  it('opens each sheet, and Escape closes only the top one', async () => {
    await visitor.join('people=3');
    await type('p');
    await walkTo('Actions for Ada Lovelace');
    await type('Enter');
    await visitor.page.waitForSelector('[role="menu"]');
    await type('End', 'Enter');
    await visitor.see('heading', 'Remove Ada Lovelace?');
    await type('Escape');
    await visitor.page.waitForFunction(() => document.querySelector('[role="alertdialog"]') === null);
    expect(await visitor.page.$('aside')).not.toBeNull();
    // The first may go to the tooltip of the button that has the focus again.
    await type('Escape', 'Escape');
    await visitor.page.waitForFunction(() => document.querySelector('aside') === null);
    for (const key of ['i', ',', '?'] as const) {
      await type(key);
      await visitor.page.waitForSelector('[role="dialog"]');
      await type('Escape');
      await visitor.page.waitForFunction(() => document.querySelector('[role="dialog"]') === null);
    }
  });

  it('removes somebody after a question', async () => {
    await visitor.join('people=3');
    await type('p');
    await walkTo('Actions for Ada Lovelace');
    await type('Enter');
    await visitor.page.waitForSelector('[role="menu"]');
    await type('End', 'Enter');
    await visitor.see('heading', 'Remove Ada Lovelace?');
    expect(await focused()).toBe('Cancel');
    await type('Tab', 'Enter');
    await visitor.page.waitForFunction(() => window.gallery.call?.asked.includes('removeParticipant peer-0'));
  });

  it('moves the self view from corner to corner, and it is there again after a refresh', async () => {
    await visitor.join('people=1');
    await walkTo('Your picture, in the corner');
    await type('ArrowUp', 'ArrowLeft');
    await visitor.page.waitForSelector('[data-self][data-corner="top-left"]');
    await visitor.page.reload();
    await visitor.page.waitForSelector('[data-self][data-corner="top-left"]');
  });

  it('turns pages and pins somebody', async () => {
    await visitor.join('people=55');
    await type('PageDown');
    await visitor.page.waitForSelector('::-p-text(Page 2 of 2)');
    await type('PageUp');
    await visitor.page.waitForSelector('::-p-text(Page 1 of 2)');
    await walkTo('Pin Ada Lovelace');
    await type('Enter');
    await visitor.page.waitForSelector('[data-role="stage"][data-peer-id="peer-0"]');
  });

  it('never hides the controls from the focus', async () => {
    await visitor.join('people=1');
    await visitor.page.waitForSelector('[role="toolbar"][data-visible="false"]');
    await walkTo('Leave the call');
    await visitor.page.waitForSelector('[role="toolbar"][data-visible="true"]');
  });

  it('goes back from a sheet first, and asks before it goes back from the call', async () => {
    await visitor.join('people=1');
    await type('?');
    await visitor.page.waitForSelector('[role="dialog"]');
    await visitor.page.evaluate(() => history.back());
    await visitor.page.waitForFunction(() => document.querySelector('[role="dialog"]') === null);
    await visitor.page.evaluate(() => history.back());
    await visitor.see('heading', 'Leave the call?');
    await type('Escape');
    await visitor.page.waitForSelector('[role="toolbar"]');
  });
});
