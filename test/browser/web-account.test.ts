import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AppVisitor } from '../harness/app-visitor.ts';
import { type BrowserKind, TestBrowser } from '../harness/browser.ts';
import { ServerProcess } from '../harness/server-process.ts';

jest.setTimeout(300_000);

const password = 'vimineous quarry pelican';
const newPassword = 'teal lantern orchard moth';

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

describe.each<BrowserKind>(['chromium', 'firefox'])('an account, in %s', (kind) => {
  it('is made, left, entered again from another browser, and lost and recovered', async () => {
    const ada = await arrive(kind);
    await ada.open('/signup');
    await ada.fill('Your name', 'Ada Lovelace');
    await ada.fill('Handle', 'Ada.Lovelace');
    await ada.fill('New password', password);
    await ada.press('Make the account');
    await ada.read('Keep your recovery key');
    const recoveryKey = await ada.page.$eval('[translate="no"]', (element) => element.textContent ?? '');
    expect(recoveryKey.trim()).toMatch(/^([0-9A-Z]{4}\s+){13}[0-9A-Z]{4}$/);
    await ada.page.locator('label ::-p-text(I have put it where I will find it)').click();
    await ada.press('Go on');
    await ada.read('Your first conversation');

    // The session and the keys outlast a reload.
    await ada.open('/account');
    await ada.read('This browser');
    await ada.read('ada.lovelace');

    const elsewhere = await arrive('chromium');
    await elsewhere.logIn('ada.lovelace', 'not the password');
    await elsewhere.read('That does not match');
    await elsewhere.logIn('ada.lovelace', password);
    await elsewhere.read('Your first conversation');

    // A new password by the recovery key ends the session of the first browser.
    await elsewhere.open('/account');
    await elsewhere.press('Log out');
    await elsewhere.read('New here?');
    await elsewhere.open('/recover');
    await elsewhere.fill('Handle', 'ada.lovelace');
    await elsewhere.fill('Recovery key', recoveryKey.toLowerCase());
    await elsewhere.fill('New password', newPassword);
    await elsewhere.press('Set the new password');
    await elsewhere.read('Your first conversation');
    await ada.open('/account');
    await ada.read('New here?');
    await ada.logIn('ada.lovelace', newPassword);
    await ada.read('Your first conversation');

    await ada.open('/account');
    await ada.read('Delete the account');
    await ada.press('Delete the account');
    await ada.page.waitForFunction(() => document.querySelectorAll('input[type="password"]').length === 3);
    const fields = await ada.page.$$('input[type="password"]');
    await fields[2]?.type(newPassword);
    await ada.press('Delete the account');
    await ada.read('Delete ada.lovelace?');
    await ada.page
      .locator('[role="alertdialog"] ::-p-aria([role="button"][name="Delete the account"])')
      .click();
    await ada.read('Log in');
    await ada.logIn('ada.lovelace', newPassword);
    await ada.read('That does not match');

    // Browsers report each answer of 4xx as an error; nothing else went wrong, and no policy was broken.
    const others = [...ada.complaints, ...elsewhere.complaints].filter(
      (text) => !/status of 4\d\d/.test(text),
    );
    expect(others).toEqual([]);
  });
});
