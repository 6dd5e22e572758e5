import type { Page } from 'puppeteer-core';

/** What Firefox says of a WebSocket that breaks, as if the page had thrown it. */
const networkComplaint =
  /can’t establish a connection to the server|was interrupted while the page was loading/;

/** What a page said and suffered, for the report of a failed test. */
export class BrowserJournal {
  readonly #name: string;
  readonly #lines: string[] = [];
  readonly #crashes: string[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  /** Follows a page from now on. */
  follow(page: Page): void {
    page.on('console', (message) => this.note(`console.${message.type()}: ${message.text()}`));
    page.on('requestfailed', (request) => {
      this.note(
        `request failed: ${request.method()} ${request.url()} (${request.failure()?.errorText ?? ''})`,
      );
    });
    page.on('response', (response) => {
      if (response.status() >= 400) this.note(`${response.status()} ${response.url()}`);
    });
    page.on('pageerror', (error) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (networkComplaint.test(text)) this.note(text);
      else this.#crash(`uncaught: ${text}`);
    });
    page.on('error', (error) => this.#crash(`page crashed: ${error.message}`));
  }

  note(line: string): void {
    this.#lines.push(`${new Date().toISOString().slice(11, 23)} ${this.#name}: ${line}`);
  }

  /** Uncaught errors and crashes: no test may leave any. */
  get crashes(): readonly string[] {
    return this.#crashes;
  }

  /** The last lines. */
  tail(count = 40): string {
    return this.#lines.slice(-count).join('\n');
  }

  #crash(line: string): void {
    this.#crashes.push(`${this.#name}: ${line}`);
    this.note(line);
  }
}
