import type { ElementHandle, Page } from 'puppeteer-core';
import type { TestBrowser } from './browser.ts';

const password = 'vimineous quarry pelican';

/** Somebody at the real app, in a browser of their own. */
export class AppVisitor {
  readonly page: Page;
  readonly complaints: string[] = [];
  readonly #origin: string;

  private constructor(page: Page, origin: string) {
    this.page = page;
    this.#origin = origin;
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
  }

  static async arrive(browser: TestBrowser, origin: string): Promise<AppVisitor> {
    return new AppVisitor(await browser.openPage(origin), origin);
  }

  open(path: string): Promise<unknown> {
    return this.page.goto(this.#origin + path);
  }

  async fill(label: string, text: string): Promise<void> {
    const find = (wanted: string) =>
      [...document.querySelectorAll('label')].find(({ textContent }) => textContent === wanted)?.control ??
      null;
    await this.page.waitForFunction(find, {}, label);
    const field = (
      await this.page.evaluateHandle(find, label)
    ).asElement() as ElementHandle<HTMLInputElement>;
    await field.click({ count: 3 });
    await field.type(text);
  }

  async press(name: string, role = 'button'): Promise<void> {
    await this.page.locator(`::-p-aria([role="${role}"][name="${name}"])`).click();
  }

  /** Waits until the page has these words somewhere. */
  async read(words: string): Promise<void> {
    await this.page.waitForFunction((text) => document.body.textContent.includes(text), {}, words);
  }

  async logIn(handle: string, secret = password): Promise<void> {
    await this.open('/login');
    await this.fill('Handle', handle);
    await this.fill('Password', secret);
    await this.press('Log in');
  }

  /** Makes an account. @returns Its recovery key, as the page shows it. */
  async signUp(displayName: string, handle: string, secret = password): Promise<string> {
    await this.open('/signup');
    await this.fill('Your name', displayName);
    await this.fill('Handle', handle);
    await this.fill('New password', secret);
    await this.press('Make the account');
    await this.read('Keep your recovery key');
    const recoveryKey = await this.page.$eval('p[translate="no"]', ({ textContent }) => textContent.trim());
    await this.page.locator('label ::-p-text(I have put it where I will find it)').click();
    await this.press('Go on');
    await this.read('Your first conversation');
    return recoveryKey;
  }

  /** Writes in the conversation that is open, and sends nothing. */
  async draft(to: string, text: string): Promise<void> {
    const field = await this.page.waitForSelector(`::-p-aria([role="textbox"][name="Message to ${to}"])`);
    await field?.type(text);
  }

  /** Says something in the conversation that is open. */
  async say(to: string, text: string): Promise<void> {
    await this.draft(to, text);
    await this.page.keyboard.press('Enter');
  }
}
