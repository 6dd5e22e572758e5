import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { MediaFeature, Page, Viewport } from 'puppeteer-core';
import { createInvitation } from '../../../src/client/invitation.ts';
import type { TestBrowser } from '../../harness/browser.ts';

const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface VisitorOptions {
  viewport?: Viewport;
  scheme?: 'light' | 'dark';
  language?: 'en' | 'it';
  displayName?: string;
}

/** Somebody in front of the gallery. It notes what the page complains of. */
export class Visitor {
  readonly page: Page;
  /** Errors, among them every breach of the content security policy. */
  readonly complaints: string[] = [];
  /** The secret in the links that this visitor opens. */
  readonly invitation = createInvitation();
  readonly #origin: string;
  readonly #scheme: VisitorOptions['scheme'];
  #visits = 0;

  private constructor(page: Page, origin: string, scheme: VisitorOptions['scheme']) {
    this.page = page;
    this.#origin = origin;
    this.#scheme = scheme;
  }

  static async arrive(browser: TestBrowser, origin: string, options: VisitorOptions = {}): Promise<Visitor> {
    const page = await browser.openPage(origin);
    const visitor = new Visitor(page, origin, options.scheme);
    page.on('pageerror', (error) => visitor.complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') visitor.complaints.push(message.text());
    });
    await page.setViewport(options.viewport ?? { width: 1280, height: 720 });
    await visitor.#emulate();
    const preferences = {
      displayName: options.displayName ?? 'Robin Ek',
      language: options.language ?? 'en',
    };
    await page.evaluateOnNewDocument((text) => {
      if (sessionStorage.getItem('visited') === null) localStorage.setItem('sottovoce.preferences', text);
      sessionStorage.setItem('visited', 'yes');
    }, JSON.stringify(preferences));
    return visitor;
  }

  async open(path: string): Promise<void> {
    await this.page.goto(this.#origin + path);
    await this.page.waitForSelector('h1, [role="toolbar"]');
  }

  /** Opens an encrypted room by its whole link. */
  async openRoom(query = ''): Promise<void> {
    // Each time at another address: one that differs in its fragment alone would not load the page again.
    this.#visits += 1;
    await this.open(`/r/k7mw-3xqp-v9td?${query}&visit=${this.#visits}#${this.invitation}`);
  }

  /** Opens a room and goes in. */
  async join(query = ''): Promise<void> {
    await this.openRoom(query);
    await this.goIn();
  }

  /** Goes into a room that was made without encryption. */
  async joinUnencrypted(query = ''): Promise<void> {
    await this.open(`/u/k7mw-3xqp-v9td?${query}`);
    await this.goIn();
  }

  /** Goes in from the page before joining. */
  async goIn(): Promise<void> {
    await this.page.locator('form button[type="submit"]').click();
    await this.page.waitForSelector('[role="toolbar"]');
  }

  /** Waits until an element with this role and name is there. */
  async see(role: string, name: string): Promise<void> {
    await this.page.waitForSelector(`::-p-aria([role="${role}"][name="${name}"])`);
  }

  async press(name: string): Promise<void> {
    await this.page.locator(`::-p-aria([role="button"][name="${name}"])`).click();
  }

  /** Everything that axe has to say against the page, one line for each element. */
  async accessibilityProblems(): Promise<string[]> {
    // Colours in the middle of a transition are nobody's colours, and one may begin while axe looks: what is over the
    // picture fades after some seconds without a pointer.
    await this.#emulate({ name: 'prefers-reduced-motion', value: 'reduce' });
    await this.page.evaluate(async () => {
      const ending = () =>
        document
          .getAnimations()
          .filter(({ effect, playState }) => {
            const isEndless = effect?.getComputedTiming().endTime === Number.POSITIVE_INFINITY;
            return playState === 'running' && !isEndless;
          })
          .map((animation) => animation.finished.catch(() => undefined));
      // One may set off the next.
      for (let under = ending(); under.length > 0; under = ending()) await Promise.all(under);
    });
    await this.page.evaluate(await axe);
    const results = (await this.page.evaluate(
      'axe.run(document, { resultTypes: ["violations"] })',
    )) as AxeResults;
    return results.violations.flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')} ${node.any[0]?.message ?? ''}`),
    );
  }

  async #emulate(...more: MediaFeature[]): Promise<void> {
    const scheme = this.#scheme;
    const schemes = scheme === undefined ? [] : [{ name: 'prefers-color-scheme', value: scheme }];
    const features = [...schemes, ...more];
    // Firefox can emulate none, not even no features.
    if (features.length > 0) await this.page.emulateMediaFeatures(features);
  }

  close(): Promise<void> {
    return this.page.close();
  }
}
