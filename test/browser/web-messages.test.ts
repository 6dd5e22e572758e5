import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type BrowserKind, TestBrowser } from '../harness/browser.ts';
import { type GalleryHost, openGallery } from './web-gallery/gallery-host.ts';
import { Visitor, type VisitorOptions } from './web-gallery/visitor.ts';

jest.setTimeout(300_000);

const phone = { width: 360, height: 640, hasTouch: true, isMobile: true };
const desktop = { width: 1280, height: 720 };
const bea = '/messages/bea?account=in';

let gallery: GalleryHost;
let browser: TestBrowser;
let visitor: Visitor;

function inBrowser(kind: BrowserKind): void {
  beforeAll(async () => {
    gallery = await openGallery();
    browser = await TestBrowser.launch({ kind, index: 0 });
  });
  afterAll(async () => {
    await browser?.close();
    await gallery?.close();
  });
}

async function arrive(options: VisitorOptions = {}): Promise<void> {
  visitor = await Visitor.arrive(browser, gallery.origin, options);
}

/** Waits until the page has these words somewhere. */
async function read(words: string): Promise<void> {
  await visitor.page.waitForFunction((text) => document.body.textContent.includes(text), {}, words);
}

async function type(...keys: Parameters<Visitor['page']['keyboard']['press']>[0][]): Promise<void> {
  for (const key of keys) await visitor.page.keyboard.press(key);
}

/** Presses the Tab key until what has this name has the focus. */
async function walkTo(name: string): Promise<void> {
  for (let step = 0; step < 60; step++) {
    if ((await focused()) === name) return;
    await type('Tab');
  }
  throw new Error(`the Tab key does not come to "${name}"`);
}

function focused(): Promise<string> {
  return visitor.page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
  );
}

/** What the messenger was asked, of Bea's conversation or of itself. */
const asked = () => visitor.page.evaluate(() => window.gallery.messenger.conversation('bea').asked);
const askedMessenger = () => visitor.page.evaluate(() => window.gallery.messenger.asked);
const pathname = () => visitor.page.evaluate(() => window.location.pathname);
const countRows = () => visitor.page.$$eval('li[data-index]', (rows) => rows.length);

/** Where the timeline stands: from its top, and how far from its end. */
const scrolled = () =>
  visitor.page.$eval('section[aria-label="Messages"]', ({ scrollTop, scrollHeight, clientHeight }) => ({
    top: scrollTop,
    below: scrollHeight - scrollTop - clientHeight,
  }));

async function scrollTo(top: number): Promise<void> {
  await visitor.page.$eval('section[aria-label="Messages"]', (element, to) => element.scrollTo(0, to), top);
}

/** Waits until the timeline is at its end. */
async function atEnd(): Promise<void> {
  await visitor.page.waitForFunction(() => {
    const element = document.querySelector('section[aria-label="Messages"]');
    if (element === null || element.querySelector('li[data-index]') === null) return false;
    return element.scrollHeight - element.scrollTop - element.clientHeight < 2;
  });
}

/** Opens the menu of the message with these words, as its button does. */
async function openMenu(words: string): Promise<void> {
  const button = await visitor.page.waitForSelector(
    `::-p-xpath(//article[contains(., "${words}")]//button[@aria-label="What to do with this message"])`,
  );
  await button?.evaluate((element) => (element as HTMLElement).click());
  await visitor.page.waitForSelector('[role="menu"]');
}

async function choose(name: string): Promise<void> {
  await visitor.page.locator(`::-p-aria([role="menuitem"][name="${name}"])`).click();
}

describe('contacts and conversations', () => {
  inBrowser('chromium');
  beforeEach(() => arrive());
  afterEach(async () => {
    const { complaints } = visitor;
    await visitor.close();
    expect(complaints).toEqual([]);
  });

  it('want a log-in, and are there after it', async () => {
    await visitor.page.goto(`${gallery.origin}/messages/bea?account=out`);
    await visitor.see('heading', 'Log in');
    expect(await visitor.page.evaluate(() => sessionStorage.getItem('sottovoce.return-path'))).toBe(
      '/messages/bea',
    );
    await visitor.open('/login?account=in');
    await visitor.see('heading', 'Bea Arnaud');
    expect(await pathname()).toBe('/messages/bea');
  });

  it('send by the keyboard alone, from the list to the message', async () => {
    await visitor.open('/messages?account=in');
    await visitor.page.waitForSelector('nav a[href="/messages/garden"]');
    await visitor.page.focus('nav a[href="/messages/garden"]');
    await type('ArrowDown');
    expect(await focused()).toContain('Bea Arnaud');
    await type('Enter');
    await visitor.see('heading', 'Bea Arnaud');
    await visitor.page.waitForFunction(() => document.activeElement instanceof HTMLTextAreaElement);
    await visitor.page.keyboard.type('First line');
    await visitor.page.keyboard.down('Shift');
    await type('Enter');
    await visitor.page.keyboard.up('Shift');
    await visitor.page.keyboard.type('second **line**');
    await type('Enter');
    await read('second line');
    await atEnd();
    expect(await asked()).toContain('sendText First line\nsecond **line**');
    expect(await visitor.page.$eval('textarea', ({ value }) => value)).toBe('');
    await visitor.page.waitForSelector('::-p-xpath((//article)[last()]//*[text()="Sent"])');
  });

  it('go from column to column by F6, and from message to message by the arrows', async () => {
    await visitor.open(bea);
    await atEnd();
    const pane = () =>
      visitor.page.evaluate(() => document.activeElement?.closest('[data-pane]')?.getAttribute('data-pane'));
    expect(await pane()).toBe('main');
    await type('F6');
    expect(await pane()).toBe('details');
    await type('F6');
    expect(await pane()).toBe('list');
    await type('F6');
    expect(await visitor.page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');

    await visitor.page.focus('article[tabindex="0"]');
    const message = () => visitor.page.evaluate(() => document.activeElement?.getAttribute('data-message'));
    const waitFor = (id: string) =>
      visitor.page.waitForFunction(
        (wanted) => document.activeElement?.getAttribute('data-message') === wanted,
        {},
        id,
      );
    expect(await message()).toBe('m79');
    await type('ArrowUp');
    await waitFor('m78');
    await type('PageUp');
    await waitFor('m68');
    await type('End');
    await waitFor('m79');
    await type('Enter');
    await visitor.page.waitForSelector('[role="menu"]');
    await type('Escape');
    await waitFor('m79');
  });

  it('edit the last own message by the arrow, and leave it by Escape', async () => {
    await visitor.open(bea);
    await visitor.page.locator('textarea').fill('Mine');
    await type('Enter');
    await visitor.page.waitForSelector('::-p-xpath((//article)[last()]//*[text()="Sent"])');
    await type('ArrowUp');
    expect(await visitor.page.$eval('textarea', ({ value }) => value)).toBe('Mine');
    await type('Escape');
    expect(await visitor.page.$eval('textarea', ({ value }) => value)).toBe('');
    await type('ArrowUp');
    await visitor.page.keyboard.type(', changed');
    await type('Enter');
    await read('Mine, changed');
    expect(await asked()).toContain('edit sent1 Mine, changed');
  });

  it('reply to, react to, copy and delete a message', async () => {
    await visitor.open(bea);
    await visitor.page.locator('textarea').fill('The question');
    await type('Enter');
    await visitor.page.waitForSelector('::-p-xpath((//article)[last()]//*[text()="Sent"])');

    await openMenu('The question');
    await choose('Reply');
    await read('Reply to yourself');
    await visitor.page.waitForFunction(() => document.activeElement instanceof HTMLTextAreaElement);
    await visitor.page.keyboard.type('The answer');
    await type('Enter');
    await visitor.page.waitForSelector(
      '::-p-xpath(//article[contains(., "The answer")]//button[contains(., "In reply to")])',
    );
    expect(await asked()).toContain('sendText The answer to sent1');

    await openMenu('The answer');
    await choose('React');
    await visitor.press('👍');
    await visitor.page.waitForSelector('::-p-aria([role="button"][name="👍 1 You"])');
    await visitor.press('👍 1 You');
    await visitor.page.waitForFunction(
      () => document.querySelector('[aria-pressed="true"][title="You"]') === null,
    );

    await openMenu('The answer');
    await choose('Delete');
    await visitor.page.locator('[role="alertdialog"] ::-p-aria([role="button"][name="Delete"])').click();
    await read('This message was deleted.');
    expect(await asked()).toContain('delete sent2');
  });

  it('jump to the message that is answered, however old it is', async () => {
    await visitor.open(`${bea}&messages=200`);
    await atEnd();
    const before = await countRows();
    await visitor.page.evaluate(() => {
      const { timeline } = window.gallery.messenger.conversation('bea');
      timeline.value = timeline.value.map((item, index, all) =>
        item.kind === 'message' && index === all.length - 1
          ? { ...item, replyTo: { messageId: 'm2', author: 'me', excerpt: 'Long ago' } }
          : item,
      );
    });
    await visitor.page.locator('::-p-xpath(//button[contains(., "Long ago")])').click();
    await visitor.page.waitForSelector('[data-message="m2"]');
    expect(await countRows()).toBeLessThan(before + 30);
  });

  it('keep a draft, and say in the list that there is one', async () => {
    await visitor.open(bea);
    await visitor.page.locator('textarea').fill('Half a thought');
    await visitor.page.locator('nav a[href="/messages/kwame"]').click();
    await visitor.see('heading', 'Kwame Mensah');
    await read('Draft: Half a thought');
    expect(await visitor.page.$eval('textarea', ({ value }) => value)).toBe('What if we');
    await visitor.page.locator('nav a[href="/messages/bea"]').click();
    await visitor.see('heading', 'Bea Arnaud');
    expect(await visitor.page.$eval('textarea', ({ value }) => value)).toBe('Half a thought');
  });

  it('open at what is new, stay at the end there, and count what comes elsewhere', async () => {
    await visitor.open(`${bea}&unread=20`);
    await read('New from here');
    const line = await visitor.page.waitForSelector('::-p-text(New from here)');
    const top = await line?.evaluate((element) => element.getBoundingClientRect().top);
    expect(top).toBeGreaterThan(50);
    expect(top).toBeLessThan(200);

    await visitor.page.evaluate(() => window.gallery.receive('Something new'));
    await visitor.press('1 new message below');
    await atEnd();
    await read('Something new');
    await visitor.page.evaluate(() => window.gallery.receive('And another'));
    await read('And another');
    await atEnd();
    // The composer grows, and the end stays in sight.
    await visitor.page.locator('textarea').fill('1\n2\n3\n4\n5\n6');
    await atEnd();
  });

  it('count in the window’s title what is new', async () => {
    await visitor.open('/messages?account=in&unread=2');
    await visitor.page.waitForFunction(() => document.title === '(2) Conversations · Sottovoce');
    await visitor.open('/?account=in');
    await visitor.page.evaluate(() =>
      localStorage.setItem(
        'sottovoce.preferences',
        JSON.stringify({ account: { displayName: 'Ada Lovelace' } }),
      ),
    );
    await visitor.open('/?account=in');
    await visitor.page.locator('a[href="/messages"]').click();
    await visitor.see('heading', 'Choose a conversation');
  });

  it('load older messages at the top, and keep the place', async () => {
    await visitor.open(`${bea}&messages=200`);
    await atEnd();
    // At the top of what is there: more is asked for.
    await scrollTo(120);
    const place = () =>
      visitor.page.$eval('[data-message="m141"]', (element) => element.getBoundingClientRect().top);
    await visitor.page.waitForSelector('[data-message="m141"]');
    await visitor.page.waitForFunction(
      () => document.querySelector('[role="status"] + p, [role="status"]') !== null,
    );
    const before = await place();
    await visitor.page.waitForFunction(
      () => window.gallery.messenger.conversation('bea').timeline.value.length >= 110,
    );
    await visitor.page.waitForSelector('[data-message="m138"]');
    expect(Math.abs((await place()) - before)).toBeLessThan(3);
    expect((await scrolled()).top).toBeGreaterThan(1_000);
  });

  it('scroll through 50,000 messages with few of them in the page', async () => {
    await visitor.open(`${bea}&messages=50000`);
    await atEnd();
    expect(await countRows()).toBeLessThan(60);
    for (const part of [0.75, 0.5, 0.25, 0.01]) {
      const total = await visitor.page.$eval(
        'section[aria-label="Messages"]',
        (element) => element.scrollHeight,
      );
      await scrollTo(total * part);
      await visitor.page.waitForFunction(() => document.querySelectorAll('li[data-index]').length > 5);
      expect(await countRows()).toBeLessThan(60);
    }
    const first = await visitor.page.$eval('li[data-index]', (row) => Number(row.getAttribute('data-index')));
    expect(first).toBeLessThan(5_000);
    await visitor.press('To the latest message');
    await atEnd();
    await visitor.page.waitForSelector('[data-message="m49999"]');
  });

  it('say why nothing can be sent to somebody with other keys, and go on after a question', async () => {
    await visitor.open(`${bea}&block=changed-identity`);
    await read('Bea Arnaud has other keys than before');
    expect(await visitor.page.$('textarea')).toBeNull();
    await visitor.press('Go on with the new keys');
    await read('Go on without comparing?');
    await visitor.page
      .locator('[role="alertdialog"] ::-p-aria([role="button"][name="Go on with the new keys"])')
      .click();
    await visitor.page.waitForSelector('textarea');
    expect(await askedMessenger()).toContain('acceptChangedIdentity account-bea');
  });

  it('compare safety numbers', async () => {
    await visitor.open(bea);
    await visitor.press('Compare safety numbers');
    await visitor.see('heading', 'Safety number with Bea Arnaud');
    const groups = await visitor.page.$$eval('ol[aria-label="Safety number"] [aria-hidden]', (elements) =>
      elements.map(({ textContent }) => textContent),
    );
    expect(groups).toHaveLength(12);
    for (const group of groups) expect(group).toMatch(/^\d{5}$/);
    await visitor.page.waitForSelector('svg[aria-label="Safety number as a QR code"] path');
    await visitor.press('Scan their code');
    await read('Hold the code before the camera.');
    await visitor.press('Do not scan');
    await visitor.press('They match');
    await visitor.page.waitForFunction(() =>
      window.gallery.messenger.asked.includes('setVerified account-bea true'),
    );
    await visitor.page.waitForFunction(() => document.querySelector('[role="dialog"]') === null);
  });

  it('call from the header', async () => {
    await visitor.open(bea);
    await visitor.press('Call with voice');
    await visitor.page.waitForFunction(() => window.location.pathname === '/r/k7mw-3xqp-v9td');
    await visitor.page.waitForSelector('::-p-text(Your camera is off)');
  });

  it('put an emoji where the caret is', async () => {
    await visitor.open(bea);
    await visitor.page.locator('textarea').fill('ab');
    await type('ArrowLeft');
    await visitor.press('Emoji');
    await visitor.page.waitForSelector('input[placeholder="Search emoji"]');
    await visitor.page.keyboard.type('tomato');
    await visitor.page.waitForFunction(
      () => document.querySelectorAll('[role="dialog"] [data-stop]').length === 1,
    );
    await type('Enter');
    await visitor.page.waitForFunction(() => document.activeElement instanceof HTMLTextAreaElement);
    expect(await visitor.page.$eval('textarea', ({ value }) => value)).toBe('a🍅b');
  });

  it('begin with one person, and make a group of several', async () => {
    await visitor.open('/messages?account=in');
    await visitor.press('New conversation');
    await visitor.page.locator('[role="option"] ::-p-text(Grace Hopper)').click();
    await visitor.page.locator('[role="option"] ::-p-text(Kwame Mensah)').click();
    await visitor.press('Make a group with 2 people');
    await read('Give the group a title.');
    await walkTo('Search titles and names').catch(() => undefined);
    await visitor.page.locator('[role="dialog"] input').fill('Night shift');
    await visitor.press('Make a group with 2 people');
    await visitor.see('heading', 'Night shift');
    await read('Nothing has been said yet.');
    expect(await askedMessenger()).toContain('createGroup Night shift 2');
  });

  it('rename a group, take somebody out and leave', async () => {
    await visitor.open('/messages/garden?account=in');
    await visitor.press('Rename the group');
    await visitor.page.locator('[role="dialog"] input').fill('Orchard club');
    await visitor.page.locator('[role="dialog"] ::-p-aria([role="button"][name="Rename the group"])').click();
    await visitor.see('heading', 'Orchard club');
    await visitor.press('Take out Grace Hopper');
    await read('Take Grace Hopper out of the group?');
    await visitor.press('Take out');
    await read('4 people');
    await visitor.press('Leave the group');
    await read('Leave Orchard club?');
    await visitor.page
      .locator('[role="alertdialog"] ::-p-aria([role="button"][name="Leave the group"])')
      .click();
    await visitor.see('heading', 'Choose a conversation');
  });

  it('find people by handle, and answer requests', async () => {
    await visitor.open('/contacts?account=in');
    await visitor.press('Find');
    await read('Type a handle, or paste a personal link.');
    await visitor.page.locator('form input').fill('nobody');
    await type('Enter');
    await read('Nobody here has this handle.');
    await visitor.page.locator('form input').fill('mei');
    await type('Enter');
    await visitor.press('Ask to be in touch');
    await read('Mei Tanaka has not answered yet.');
    await visitor.press('Accept Nora Lind');
    await visitor.press('Write to Nora Lind');
    await visitor.see('heading', 'Nora Lind');
  });

  it('take the fingerprint of a personal link out of the address, and hand it to the library', async () => {
    await visitor.open('/p/mei?account=in#h3q8ZsV1k0yPz7RtYwQmNg');
    await read('Mei Tanaka');
    await read('Their keys are those that the link names.');
    expect(await visitor.page.evaluate(() => window.location.href)).toBe(
      `${gallery.origin}/p/mei?account=in`,
    );
    expect(await askedMessenger()).toContain(`find ${gallery.origin}/p/mei#h3q8ZsV1k0yPz7RtYwQmNg`);
    expect(gallery.received.filter((request) => request.includes('h3q8Zs'))).toEqual([]);
  });

  it('show one’s own link as text and as a QR code', async () => {
    await visitor.open('/contacts?account=in');
    await visitor.press('Show as a QR code');
    await visitor.page.waitForSelector('svg[aria-label="Your personal link as a QR code"] path');
    const link = await visitor.page.$eval('input[readonly]', (input) => (input as HTMLInputElement).value);
    expect(link).toMatch(/^https:\/\/calls\.example\.org\/p\/ada\.lovelace#/);
  });

  it('search, pin and archive in the list', async () => {
    await visitor.open('/messages?account=in');
    await visitor.page.locator('input[placeholder="Search titles and names"]').fill('ELISE');
    await visitor.page.waitForFunction(() => document.querySelectorAll('nav li').length === 1);
    await visitor.page.locator('input[placeholder="Search titles and names"]').fill('no such thing');
    await read('No title and no name has this in it.');
    // Clears the field.
    await type('Escape');
    await visitor.page.locator('nav a[href="/messages/elise"]').click({ button: 'right' });
    await choose('Archive');
    await read('Archive (2)');
  });

  it('say who one is seen as', async () => {
    await visitor.open('/messages?account=in');
    await visitor.press('Ada Lovelace, Online: presence and account');
    await visitor.page.locator('::-p-aria([role="menuitemradio"][name="Busy"])').click();
    await visitor.see('button', 'Ada Lovelace, Busy: presence and account');
  });

  it('tell of a new browser, and take it out on the page of the account', async () => {
    await visitor.open('/messages?account=in&newDevice=1');
    await read('New on your account: Chrome on Android');
    await visitor.press('See your browsers');
    await visitor.press('Take out Chrome on Android');
    await read('Take out Chrome on Android?');
    await visitor.press('Take out');
    await visitor.page.waitForFunction(() => window.gallery.messenger.asked.includes('revokeDevice phone'));
  });

  it('run nothing that a message brings', async () => {
    await visitor.open(bea);
    await atEnd();
    const body =
      '<img src=x onerror="window.broken = 1"> [a](javascript:window.broken=1) javascript:window.broken=1';
    await visitor.page.evaluate((text) => window.gallery.receive(text), body);
    await read('<img src=x onerror');
    expect(await visitor.page.$('article img')).toBeNull();
    expect(await visitor.page.$('article a[href^="javascript"]')).toBeNull();
    expect(await visitor.page.evaluate(() => 'broken' in window)).toBe(false);
  });
});

const screens: Readonly<Record<string, () => Promise<void>>> = {
  'the list': () => visitor.open('/messages?account=in&newDevice=1&connection=offline'),
  'the first steps': () => visitor.open('/messages?account=in&state=empty'),
  'the list on its way': () => visitor.open('/messages?account=in&state=loading'),
  'a conversation': async () => {
    await visitor.open(`${bea}&unread=5`);
    await read('New from here');
  },
  'a group with all kinds of messages': async () => {
    await visitor.open('/messages/garden?account=in');
    await read('Not sent');
  },
  'somebody with other keys': () => visitor.open(`${bea}&block=changed-identity`),
  'a server that is not honest': () => visitor.open(`${bea}&block=dishonest-server`),
  'the emoji': async () => {
    await visitor.open(bea);
    await visitor.press('Emoji');
    await visitor.page.waitForSelector('input[placeholder="Search emoji"]');
  },
  'a new conversation': async () => {
    await visitor.open('/messages?account=in');
    await visitor.press('New conversation');
    await visitor.page.waitForSelector('[role="option"]');
  },
  'the contacts': () => visitor.open('/contacts?account=in'),
  'a personal link': async () => {
    await visitor.open('/p/mei?account=in');
    await read('Mei Tanaka');
  },
  'the safety number': async () => {
    await visitor.open(`${bea}&block=changed-identity`);
    await visitor.press('Compare safety numbers');
    await visitor.page.waitForSelector('[role="dialog"] svg path');
  },
  'a conversation that is not there': () => visitor.open('/messages/nothing?account=in'),
  'an account with its browsers': async () => {
    await visitor.open('/account?account=in');
    await read('Browsers that open your messages');
  },
};

describe.each([
  { name: 'a phone in light', viewport: phone, scheme: 'light' },
  { name: 'a phone in the dark', viewport: phone, scheme: 'dark' },
  { name: 'a wide window in light', viewport: desktop, scheme: 'light' },
  { name: 'a wide window in the dark', viewport: desktop, scheme: 'dark' },
] as const)('contacts and conversations on $name', ({ viewport, scheme }) => {
  inBrowser('chromium');
  beforeAll(() => arrive({ viewport, scheme }));

  it.each(Object.entries(screens))('%s has nothing that axe minds', async (_name, open) => {
    await open();
    expect(await visitor.accessibilityProblems()).toEqual([]);
  });

  it('a menu of a message has nothing that axe minds', async () => {
    await visitor.open(bea);
    await atEnd();
    await openMenu('Yes.');
    const problems = await visitor.accessibilityProblems();
    // A menu hides what is behind it from assistive technology, the landmark and the heading of the page as well.
    expect(problems.filter((problem) => !/^(landmark-one-main|page-has-heading-one):/.test(problem))).toEqual(
      [],
    );
  });

  it('nothing is wider than the window', async () => {
    for (const path of ['/messages?account=in', '/messages/garden?account=in', '/contacts?account=in']) {
      await visitor.open(path);
      const [content, window_] = await visitor.page.evaluate(() => [
        document.documentElement.scrollWidth,
        window.innerWidth,
      ]);
      expect(content).toBeLessThanOrEqual(window_ ?? 0);
    }
  });

  it('nothing breaks the content security policy or fails unseen', () => {
    expect(visitor.complaints).toEqual([]);
  });
});

describe('contacts and conversations on a phone', () => {
  inBrowser('chromium');
  beforeAll(() => arrive({ viewport: phone }));

  it('show what can be done with a message under a finger that rests', async () => {
    await visitor.open(bea);
    await atEnd();
    const message = await visitor.page.waitForSelector('::-p-xpath(//article[contains(., "south wall")]//p)');
    const finger = await message?.touchStart();
    await visitor.page.waitForSelector('[role="menu"]');
    await finger?.end();
    await visitor.page.waitForSelector('::-p-aria([role="menuitem"][name="Copy the text"])');
    await type('Escape');
  });

  it('have room on the start page of somebody with an account', async () => {
    await visitor.open('/?account=in');
    await visitor.page.evaluate(() =>
      localStorage.setItem(
        'sottovoce.preferences',
        JSON.stringify({ account: { displayName: 'Ada Lovelace' } }),
      ),
    );
    await visitor.open('/?account=in');
    await visitor.page.waitForSelector('a[href="/messages"]');
    const [content, room] = await visitor.page.evaluate(() => [
      document.documentElement.scrollWidth,
      window.screen.width,
    ]);
    expect(content).toBeLessThanOrEqual(room ?? 0);
    await visitor.page.evaluate(() => localStorage.clear());
  });

  it('open one after the other, go back, and break lines by Enter', async () => {
    await visitor.open('/messages?account=in');
    await visitor.page.locator('main a[href="/messages/bea"]').click();
    await visitor.see('heading', 'Bea Arnaud');
    await atEnd();
    await visitor.page.locator('textarea').fill('a');
    await type('Enter');
    await visitor.page.keyboard.type('b');
    expect(await visitor.page.$eval('textarea', ({ value }) => value)).toBe('a\nb');
    await visitor.press('Send');
    await visitor.page.waitForFunction(() =>
      window.gallery.messenger.conversation('bea').asked.includes('sendText a\nb'),
    );
    await visitor.press('Show the details');
    await visitor.page.waitForSelector('[role="dialog"] ::-p-text(Compare safety numbers)');
    await type('Escape');
    await visitor.page.waitForFunction(() => document.querySelector('[role="dialog"]') === null);
    await visitor.press('Back to the conversations');
    await visitor.see('heading', 'Conversations');
    expect(visitor.complaints).toEqual([]);
  });
});

describe('contacts and conversations in Firefox', () => {
  inBrowser('firefox');
  beforeAll(() => arrive());

  it('are read, written and found', async () => {
    await visitor.open(`${bea}&messages=5000`);
    await atEnd();
    expect(await countRows()).toBeLessThan(60);
    await visitor.page.locator('textarea').fill('From *Firefox*');
    await type('Enter');
    await read('From Firefox');
    await atEnd();
    await visitor.page.evaluate(() => window.gallery.receive('Heard'));
    await read('Heard');
    await atEnd();
    await visitor.open('/contacts?account=in');
    await visitor.press('Show as a QR code');
    await visitor.page.waitForSelector('svg[aria-label="Your personal link as a QR code"] path');
  });
});
