import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { TestBrowser } from '../harness/browser.ts';
import { type GalleryHost, openGallery } from './web-gallery/gallery-host.ts';
import { Visitor, type VisitorOptions } from './web-gallery/visitor.ts';

jest.setTimeout(300_000);

const phone = { width: 360, height: 640, hasTouch: true, isMobile: true };
const bea = '/messages/bea?account=in&messages=3';

let gallery: GalleryHost;
let browser: TestBrowser;
let visitor: Visitor;
beforeAll(async () => {
  gallery = await openGallery();
  browser = await TestBrowser.launch({ kind: 'chromium', index: 0 });
});
afterAll(async () => {
  await browser?.close();
  await gallery?.close();
});
afterEach(async () => {
  const { complaints } = visitor;
  await visitor.close();
  expect(complaints).toEqual([]);
});

async function arrive(path: string, options: VisitorOptions = {}): Promise<void> {
  visitor = await Visitor.arrive(browser, gallery.origin, options);
  await visitor.open(path);
  await visitor.page.waitForSelector('article');
}

const asked = () => visitor.page.evaluate(() => window.gallery.messenger.conversation('bea').asked);
const tray = () =>
  visitor.page.$$eval('ul[aria-label="Files to be sent"] li', (rows) => rows.map((row) => row.textContent));

/** Lets a paste or a drop with these files happen on an element. */
async function bring(
  kind: 'paste' | 'dragover' | 'drop',
  selector: string,
  ...names: string[]
): Promise<void> {
  await visitor.page.$eval(
    selector,
    (element, event, all) => {
      const data = new DataTransfer();
      for (const name of all) data.items.add(new File(['x'.repeat(2_000)], name, { type: 'image/png' }));
      const init = { bubbles: true, cancelable: true };
      element.dispatchEvent(
        event === 'paste'
          ? new ClipboardEvent('paste', { ...init, clipboardData: data })
          : new DragEvent(event, { ...init, dataTransfer: data }),
      );
    },
    kind,
    names,
  );
}

/** Scrolls the timeline until a message of this id is there. */
async function goTo(messageId: string): Promise<void> {
  await visitor.page.waitForFunction(
    (id) => {
      const found = document.querySelector(`article[data-message="${id}"]`);
      if (found === null) document.querySelector('section[aria-label="Messages"]')?.scrollBy(0, -80);
      return found !== null;
    },
    { polling: 50 },
    messageId,
  );
}

describe('files of a conversation', () => {
  it('lie in a tray once they are pasted, and are sent with what is written', async () => {
    await arrive(bea);
    await bring('paste', 'textarea', 'one.png', 'two.png');
    await visitor.see('button', 'Leave out two.png');
    expect(await tray()).toEqual(['one.png2 kB', 'two.png2 kB']);
    await visitor.press('Leave out one.png');
    await visitor.page.type('textarea', 'Look');
    await visitor.page.keyboard.press('Enter');
    await visitor.see('progressbar', 'two.png, being sent');
    const said = (await asked()).filter((line) => line.startsWith('send'));
    expect(said).toEqual(['sendFile two.png', 'sendText Look']);
    expect(await tray()).toEqual([]);
  });

  it('are sent without a word, by the keyboard alone', async () => {
    await arrive(bea);
    await bring('paste', 'textarea', 'one.png');
    await visitor.see('button', 'Leave out one.png');
    await visitor.page.focus('textarea');
    await visitor.page.keyboard.press('Enter');
    await visitor.see('progressbar', 'one.png, being sent');
    expect(await visitor.page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
  });

  it('can be dropped anywhere on it, and it says so', async () => {
    await arrive(bea);
    await bring('dragover', '[aria-label="Messages"]', 'one.png');
    await visitor.page.waitForFunction(() => document.body.textContent.includes('Let go to add the files'));
    await bring('drop', '[aria-label="Messages"]', 'one.png');
    await visitor.see('button', 'Leave out one.png');
    expect(await visitor.page.evaluate(() => document.body.textContent)).not.toContain(
      'Let go to add the files',
    );
  });

  it('are not taken where nothing can be sent', async () => {
    await arrive(`${bea}&block=not-a-contact`);
    await bring('dragover', '[aria-label="Messages"]', 'one.png');
    await bring('drop', '[aria-label="Messages"]', 'one.png');
    expect(await visitor.page.evaluate(() => document.body.textContent)).not.toContain(
      'Let go to add the files',
    );
    expect((await asked()).filter((line) => line.startsWith('sendFile'))).toEqual([]);
  });

  it('are paused, resumed and given up', async () => {
    await arrive(`${bea}&files=1`);
    await goTo('f6');
    const press = async (name: string) => {
      const found = await visitor.page.waitForSelector(
        `article[data-message="f6"] button[aria-label="${name}"]`,
      );
      await found?.evaluate((element) => (element as HTMLElement).click());
    };
    await press('Pause budget.ods');
    await press('Go on with budget.ods');
    await press('Give up budget.ods');
    await visitor.page.waitForFunction(() => document.querySelector('article[data-message="f6"]') === null);
    const done = (await asked()).filter((line) => line.endsWith(' f6'));
    expect(done).toEqual(['pauseFile f6', 'resumeFile f6', 'cancelFile f6', 'discard f6']);
  });

  it('are opened where they are pictures; Escape closes them, and gives the focus back', async () => {
    await arrive(`${bea}&files=1`);
    await goTo('f0');
    const opening = 'article[data-message="f0"] button[aria-label="Open garden in may.jpg"]';
    await visitor.page.focus(opening);
    await visitor.page.keyboard.press('Enter');
    await visitor.see('heading', 'garden in may.jpg');
    await visitor.page.waitForFunction(() => {
      const picture = document.querySelector('[role="dialog"] img');
      return picture instanceof HTMLImageElement && picture.naturalWidth === 960;
    });
    expect(await visitor.accessibilityProblems()).toEqual([]);
    await visitor.page.keyboard.press('Escape');
    await visitor.page.waitForFunction(() => document.querySelector('[role="dialog"]') === null);
    await visitor.page.waitForFunction(
      () => document.activeElement?.getAttribute('aria-label') === 'Open garden in may.jpg',
    );
  });

  it('that wait for their file ask for it', async () => {
    await arrive(`${bea}&files=1`);
    await goTo('f9');
    const [chooser] = await Promise.all([
      visitor.page.waitForFileChooser(),
      visitor.page.$eval(
        'article[data-message="f9"] button[aria-label="Choose the file budget.ods"]',
        (found) => (found as HTMLElement).click(),
      ),
    ]);
    await chooser.accept([import.meta.filename]);
    await visitor.page.waitForFunction(() =>
      window.gallery.messenger.conversation('bea').asked.includes('chooseFileAgain f9 web-files.test.ts'),
    );
  });

  it.each([
    { name: 'a phone in light', viewport: phone, scheme: 'light' },
    { name: 'a wide window in the dark', viewport: { width: 1280, height: 720 }, scheme: 'dark' },
  ] as const)('have nothing that axe minds on $name', async ({ viewport, scheme }) => {
    await arrive('/messages/bea?account=in&messages=0&files=1', { viewport, scheme });
    await bring('paste', 'textarea', 'one.png');
    await visitor.see('button', 'Leave out one.png');
    for (const messageId of ['f12', 'f8', 'f5', 'f2']) {
      await goTo(messageId);
      const problems = await visitor.accessibilityProblems();
      // One's own picture opens a menu, and is no file.
      expect(problems.filter((problem) => !/ #react-aria\S+_r_0_ /.test(problem))).toEqual([]);
    }
  });
});
