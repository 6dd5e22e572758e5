import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AppVisitor } from '../harness/app-visitor.ts';
import { type BrowserKind, TestBrowser } from '../harness/browser.ts';
import { ServerProcess } from '../harness/server-process.ts';

jest.setTimeout(300_000);

let server: ServerProcess;
let browsers: TestBrowser[];
beforeEach(async () => {
  server = await ServerProcess.start();
  browsers = [];
});
afterEach(async () => {
  await Promise.all(browsers.map((browser) => browser.close()));
  await server.close();
});

async function arrive(kind: BrowserKind): Promise<AppVisitor> {
  const browser = await TestBrowser.launch({ kind, index: browsers.length });
  browsers.push(browser);
  return AppVisitor.arrive(browser, server.origin);
}

describe('two people, in Chromium and Firefox', () => {
  it('find each other, compare safety numbers, write, and read it all in a third browser', async () => {
    const [ada, bea] = await Promise.all([arrive('chromium'), arrive('firefox')]);
    await Promise.all([ada.signUp('Ada Lovelace', 'ada'), bea.signUp('Bea Rossi', 'bea')]);

    await ada.open('/contacts');
    await ada.fill('Handle or personal link', 'bea');
    await ada.press('Find');
    await ada.press('Ask to be in touch');
    await bea.open('/contacts');
    await bea.press('Accept Ada Lovelace');
    await ada.press('Write to Bea Rossi');
    await ada.say('Bea Rossi', 'Hello **Bea**');
    await bea.press('Write to Ada Lovelace');
    await bea.read('Hello Bea');
    await bea.say('Ada Lovelace', 'Hello Ada');
    await ada.read('Hello Ada');

    const numbers = await Promise.all(
      [ada, bea].map(async ({ page }) => {
        await page.locator('::-p-aria([role="button"][name="Compare safety numbers"])').click();
        const list = await page.waitForSelector('::-p-aria([role="list"][name="Safety number"])');
        return list?.evaluate((element) => element.textContent);
      }),
    );
    expect(numbers[0]).toMatch(/\d{5}/);
    expect(numbers[0]).toBe(numbers[1]);
    await ada.press('They match');
    await ada.read('You have verified Bea Rossi');

    await ada.page.reload();
    await ada.read('Hello Ada');

    const elsewhere = await arrive('chromium');
    await elsewhere.logIn('ada');
    await elsewhere.read('Hello Ada');

    // The icon at the right of the header makes an encrypted room, and the other is invited to it by a message.
    await ada.press('Call with video');
    await bea.page.keyboard.press('Escape');
    await bea.press('Join the call');
    const rooms = await Promise.all(
      [ada, bea].map(async ({ page }) => {
        await page.waitForFunction(() => location.pathname.startsWith('/r/'));
        return page.evaluate(() => location.pathname);
      }),
    );
    expect(rooms[0]).toBe(rooms[1]);

    const complaints = [ada, bea, elsewhere].flatMap((visitor) => visitor.complaints);
    expect(complaints.filter((text) => !/status of 4\d\d/.test(text))).toEqual([]);
  });
});
