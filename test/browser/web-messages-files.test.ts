import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { CDPSession, ElementHandle } from 'puppeteer-core';
import { AppVisitor } from '../harness/app-visitor.ts';
import { TestBrowser } from '../harness/browser.ts';
import { until } from '../harness/condition.ts';
import { ServerProcess } from '../harness/server-process.ts';

jest.setTimeout(300_000);

let folder: string;
let server: ServerProcess;
let browsers: TestBrowser[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sottovoce-web-files-'));
  server = await ServerProcess.start();
  browsers = [];
});
afterEach(async () => {
  await Promise.all(browsers.map((browser) => browser.close()));
  await server.close();
  await rm(folder, { recursive: true });
});

async function arrive(): Promise<AppVisitor> {
  const browser = await TestBrowser.launch({ kind: 'chromium', index: browsers.length });
  browsers.push(browser);
  return AppVisitor.arrive(browser, server.origin);
}

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const button = (name: string) => `::-p-aria([role="button"][name="${name}"])`;

/** Slows the network down to so many bytes a second, in both directions. */
async function slowDown(session: CDPSession, bytesPerSecond: number): Promise<void> {
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  });
}

/** Chooses files where something opens the browser's choice. */
async function choose({ page }: AppVisitor, name: string, ...paths: string[]): Promise<void> {
  const [chooser] = await Promise.all([page.waitForFileChooser(), page.locator(button(name)).click()]);
  await chooser.accept(paths);
}

/** Waits until a file has come some way, but not all of it. @returns How far, in percent. */
async function underWay({ page }: AppVisitor, label: string): Promise<number> {
  const ring = await page.waitForFunction(
    (name) => {
      const found = [...document.querySelectorAll('[role="progressbar"]')].find(
        (one) => one.getAttribute('aria-label') === name,
      );
      return Number(found?.getAttribute('aria-valuenow')) >= 20 && found;
    },
    {},
    label,
  );
  return Number(
    await (ring.asElement() as ElementHandle).evaluate((one) => one.getAttribute('aria-valuenow')),
  );
}

/** A picture of pixels that a page has drawn. */
async function drawPicture({ page }: AppVisitor, path: string): Promise<void> {
  const encoded = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [1200, 800];
    const context = canvas.getContext('2d');
    for (let x = 0; x < 1200; x += 10) {
      if (context !== null) context.fillStyle = `hsl(${x / 4} 60% 50%)`;
      context?.fillRect(x, 0, 10, 800);
    }
    return canvas.toDataURL('image/jpeg').split(',')[1] ?? '';
  });
  await writeFile(path, Buffer.from(encoded, 'base64'));
}

describe('files between two people', () => {
  it('arrive whole, over a reload in the middle of the upload and one in the middle of the download', async () => {
    const [ada, bea] = await Promise.all([arrive(), arrive()]);
    await Promise.all([ada.signUp('Ada Lovelace', 'ada'), bea.signUp('Bea Rossi', 'bea')]);
    await ada.open('/contacts');
    await ada.fill('Handle or personal link', 'bea');
    await ada.press('Find');
    await ada.press('Ask to be in touch');
    await bea.open('/contacts');
    await bea.press('Accept Ada Lovelace');
    await ada.press('Write to Bea Rossi');
    await bea.press('Write to Ada Lovelace');

    // A picture: a thumbnail comes with the message, and the whole of it when it is opened.
    const picture = join(folder, 'spectrum.jpg');
    await drawPicture(ada, picture);
    await choose(ada, 'Attach files', picture);
    await ada.press('Send');
    await bea.page.waitForSelector('article img[src^="data:image/webp"]');
    await bea.page.locator(`article ${'button[aria-label="Open spectrum.jpg"]'}`).click();
    const shown = await bea.page.waitForSelector('[role="dialog"] img');
    await until('the picture to be shown', () =>
      shown?.evaluate((image) => (image as HTMLImageElement).naturalWidth === 1200),
    );
    await bea.page.keyboard.press('Escape');
    await bea.page.waitForFunction(() => document.querySelector('[role="dialog"]') === null);

    // A large file, and a page that is loaded anew in the middle of sending it.
    const large = join(folder, 'recording.bin');
    const bytes = randomBytes(50_000_000);
    await writeFile(large, bytes);
    const hers = await ada.page.createCDPSession();
    await hers.send('Network.enable');
    await slowDown(hers, 8_000_000);
    await choose(ada, 'Attach files', large);
    await ada.press('Send');
    expect(await underWay(ada, 'recording.bin, being sent')).toBeLessThan(100);
    await ada.page.reload();
    await ada.read('Choose the same file again to go on with sending it.');
    await choose(ada, 'Choose the file recording.bin', large);
    expect(await underWay(ada, 'recording.bin, being sent')).toBeLessThan(100);
    await slowDown(hers, -1);

    // And one that is loaded anew in the middle of fetching it.
    await bea.page.waitForSelector('article button[aria-label="Save recording.bin"]');
    const downloads = join(folder, 'downloads');
    await mkdir(downloads);
    const theirs = await bea.page.createCDPSession();
    await theirs.send('Network.enable');
    await theirs.send('Page.setDownloadBehavior', { behavior: 'allow', downloadPath: downloads });
    await slowDown(theirs, 8_000_000);
    await bea.page.locator('article button[aria-label="Save recording.bin"]').click();
    expect(await underWay(bea, 'recording.bin, being fetched')).toBeLessThan(100);
    await bea.page.reload();
    await bea.read('Paused at');
    await slowDown(theirs, -1);
    await bea.press('Go on with recording.bin');
    await bea.page.waitForFunction(() => document.querySelector('[role="progressbar"]') === null);
    await bea.page.locator('article button[aria-label="Save recording.bin"]').click();
    const saved = join(downloads, 'recording.bin');
    await until('it to be saved', async () => (await readdir(downloads)).includes('recording.bin'));
    expect(hashOf(await readFile(saved))).toBe(hashOf(bytes));

    const complaints = [ada, bea].flatMap((visitor) => visitor.complaints);
    expect(complaints.filter((text) => !/status of 4\d\d/.test(text))).toEqual([]);
  });
});
