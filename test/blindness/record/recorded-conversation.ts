import { AppVisitor } from '../../harness/app-visitor.ts';
import type { TestBrowser } from '../../harness/browser.ts';
import type { Text } from '../search/known-plaintext.ts';
import { RecordedServer, type ServerRecord } from './recorded-server.ts';

/** What people did in the web app as it is built, what the server had of it, and what it must not have. */
export interface ConversationRecord {
  readonly server: ServerRecord;
  readonly texts: readonly Text[];
  /** Too short to be sought in parts. */
  readonly phrases: readonly Text[];
  /** By which people find each other: the server knows them. */
  readonly handles: readonly string[];
}

/** Nothing of all these occurs in any text by chance. */
const people = [
  { name: 'Ottilie Žižková-Ångström', handle: 'amsel', password: 'Grzęznąć 71 Łódką wśród Żab' },
  { name: 'Ðorđe Þrándur Quiñones', handle: 'birke', password: 'Kwoka ćwierka 88 Źdźbeł' },
  { name: 'Xóchitl Ōnishi-Ørsted', handle: 'cedar', password: 'Þvæla undir 3 jöklum Ýmis' },
] as const;
const said = {
  hers: 'Zwölf Boxkämpfer jagen Viktor quer über den Sylter Deich',
  theirs: 'Vixþörn grípur blæju Ýmis við fæðingu ljóss',
  all: 'Příliš žluťoučký kůň úpěl ďábelské ódy',
};
const draft = 'Pchnąć w tę łódź jeża lub ośm skrzyń fig';
const title = 'Ćwierćnuty Łabędziego Śpiewu';
const reaction = '❤️';

/**
 * Three people sign up and become contacts; two write to each other, one answers with a sign and leaves a draft behind;
 * then all three talk in a group.
 */
export async function recordConversation(
  browsers: readonly [TestBrowser, TestBrowser, TestBrowser],
): Promise<ConversationRecord> {
  const server = await RecordedServer.start();
  try {
    const { origin } = server.proxy;
    const [ada, bea, cleo] = await Promise.all([
      AppVisitor.arrive(browsers[0], origin),
      AppVisitor.arrive(browsers[1], origin),
      AppVisitor.arrive(browsers[2], origin),
    ]);
    const visitors = [ada, bea, cleo];
    const recoveryKeys = await Promise.all(
      people.map(({ name, handle, password }, at) => visitors[at]?.signUp(name, handle, password)),
    );
    const [her, them, other] = people;

    await ada.open('/contacts');
    for (const [visitor, { handle }] of [
      [bea, them],
      [cleo, other],
    ] as const) {
      await ada.fill('Handle or personal link', handle);
      await ada.press('Find');
      await ada.press('Ask to be in touch');
      await visitor.open('/contacts');
      await visitor.press(`Accept ${her.name}`);
    }
    await ada.press(`Write to ${them.name}`);
    await ada.say(them.name, said.hers);
    await bea.press(`Write to ${her.name}`);
    await bea.read(said.hers);
    await bea.say(her.name, said.theirs);
    await ada.read(said.theirs);
    await ada.page.locator(`article ::-p-text(${said.theirs})`).hover();
    await ada.page.$$eval('article button[title="React"]', (buttons) => buttons.at(-1)?.click());
    await ada.page.locator(`[role="dialog"] ::-p-text(${reaction})`).click();
    await bea.read(reaction);
    await ada.draft(them.name, draft);

    await ada.press('New conversation');
    for (const { name } of [them, other]) {
      await ada.page.locator(`[role="option"] ::-p-text(${name})`).click();
    }
    await ada.fill('Title of the group', title);
    await ada.press('Make a group with 2 people');
    await ada.say(title, said.all);
    await cleo.open('/messages');
    await cleo.read(said.all);
    await Promise.all(visitors.map(({ page }) => page.close()));

    return {
      server: await server.finish(),
      texts: [
        ...people.flatMap(({ name, password }, at) => [
          text(`the name “${name}”`, name),
          text(`the password of ${name}`, password),
          text(`the recovery key of ${name}`, recoveryKeys[at] ?? ''),
          text(`the recovery key of ${name}`, recoveryKeys[at]?.replaceAll(/\W/g, '') ?? ''),
        ]),
        ...Object.values(said).map((words) => text(`the message “${words}”`, words)),
        text(`the draft “${draft}”`, draft),
        text(`the title “${title}”`, title),
      ],
      phrases: [text('the reaction', `"emoji":"${reaction}","action":"add"`)],
      handles: people.map(({ handle }) => handle),
    };
  } finally {
    await server.close();
  }
}

/**
 * The control: a page that is made to send what it must not: a password in a query, a name in a header, and a message
 * over live events.
 */
export async function recordLeakingMessenger(browser: TestBrowser): Promise<ConversationRecord> {
  const server = await RecordedServer.start();
  try {
    const visitor = await AppVisitor.arrive(browser, server.proxy.origin);
    const { page } = visitor;
    const [{ name, handle, password }] = people;
    await page.evaluateOnNewDocument(saySoLive, said.hers);
    await visitor.signUp(name, handle, password);
    await visitor.open('/contacts');
    await page.waitForFunction(() => document.documentElement.dataset.leaked === 'yes');
    await page.evaluate(
      async (query, header) => {
        await fetch(`/?password=${query}`);
        await fetch('/', { headers: { 'x-name': header } });
      },
      encodeURIComponent(password),
      Buffer.from(name).toString('base64'),
    );
    await page.close();
    const texts = [text('the name', name), text('the password', password), text('the message', said.hers)];
    return { server: await server.finish(), texts, phrases: [], handles: [handle] };
  } finally {
    await server.close();
  }
}

/** Runs in the page: whatever opens first says this, too. */
function saySoLive(words: string): void {
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (data: string) {
    WebSocket.prototype.send = send;
    send.call(this, data);
    send.call(this, `42["leak",${JSON.stringify(words)}]`);
    document.documentElement.dataset.leaked = 'yes';
  };
}

function text(what: string, words: string): Text {
  return { what, bytes: Buffer.from(words) };
}
