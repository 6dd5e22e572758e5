import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'puppeteer-core';
import { type BrowserKind, TestBrowser } from '../harness/browser.ts';
import { until } from '../harness/condition.ts';
import { patternBars, patternCount, patternName } from '../harness/page/pattern.ts';
import { type Picture, recognisePattern } from '../harness/page/pattern-recogniser.ts';
import { toneFrequency, toneTolerance } from '../harness/page/tone.ts';
import { recogniseTone } from '../harness/page/tone-recogniser.ts';

jest.setTimeout(120_000);

describe('the pattern recogniser', () => {
  it('tells every pattern from every other', () => {
    const names = Array.from({ length: patternCount }, (_, index) => patternName(index));
    expect(new Set(names).size).toBe(patternCount);
    expect(names.map((name) => recognisePattern(paint((x) => patternBars(name)[Math.floor(3 * x)])))).toEqual(
      names,
    );
  });

  it('sees nothing in black, in one colour, in noise and in a gradient', () => {
    expect(recognisePattern(paint(() => [0, 0, 0]))).toBeUndefined();
    expect(recognisePattern(paint(() => [205, 35, 35]))).toBeUndefined();
    expect(recognisePattern(paint(() => [0, 0, 0].map(() => Math.random() * 255)))).toBeUndefined();
    expect(recognisePattern(paint((x) => [255 * x, 255 * x, 255 * x]))).toBeUndefined();
  });

  it('sees nothing in three colours that make no pattern', () => {
    const [first, second, third] = patternName(0).split('-');
    const wrong = ['red', 'green', 'blue', 'yellow'].find((colour) => colour !== third);
    const bars = patternBars(`${first}-${second}-${wrong}`);
    expect(recognisePattern(paint((x) => bars[Math.floor(3 * x)]))).toBeUndefined();
  });
});

describe('the tone recogniser', () => {
  const sampleRate = 48_000;
  const record = (sample: (second: number) => number) =>
    recogniseTone(
      Float32Array.from({ length: sampleRate / 2 }, (_, index) => sample(index / sampleRate)),
      sampleRate,
    );

  it('finds a tone, faint and among noise', () => {
    const heard = record((second) => 0.05 * Math.sin(2 * Math.PI * 920 * second) + 0.02 * Math.random());
    expect(Math.abs((heard ?? 0) - 920)).toBeLessThan(toneTolerance);
  });

  it('hears nothing in silence, in noise and in a click too short to tell', () => {
    expect(record(() => 0)).toBeUndefined();
    expect(record(() => Math.random() - 0.5)).toBeUndefined();
    expect(recogniseTone(new Float32Array(100).fill(1), sampleRate)).toBeUndefined();
  });
});

describe.each<BrowserKind>(['chromium', 'firefox'])('a participant in %s', (kind) => {
  const index = 3;
  let server: Server;
  let browser: TestBrowser;
  let page: Page;

  beforeAll(async () => {
    server = createServer((_request, response) => {
      response
        .setHeader('content-type', 'text/html')
        .end('<!doctype html><video id="own" autoplay muted></video>');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the page has no port');
    browser = await TestBrowser.launch({ kind, index });
    const origin = `http://localhost:${address.port}`;
    page = await browser.openPage(origin);
    await page.goto(origin);
    await page.evaluate(async () => {
      const own = document.querySelector('video');
      if (own === null) throw new Error('the page has no video');
      own.srcObject = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    });
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  const see = () =>
    page.evaluate(() => {
      const own = document.querySelector('video');
      return own === null ? undefined : window.instruments.viewer.pattern(own);
    });
  const hear = () =>
    page.evaluate(() => {
      const stream = document.querySelector('video')?.srcObject;
      const [track] = stream instanceof MediaStream ? stream.getAudioTracks() : [];
      return track === undefined ? undefined : window.instruments.hearTone(track);
    });
  const setEnabled = (enabled: boolean) =>
    page.evaluate((value) => {
      const stream = document.querySelector('video')?.srcObject;
      if (stream instanceof MediaStream) {
        for (const track of stream.getTracks()) track.enabled = value;
      }
    }, enabled);

  it('shows its pattern and plays its tone, and neither once they are disabled', async () => {
    const dump = () => browser.journal.tail();
    const seen = await until('a pattern to be seen', see, { dump });
    expect(seen).toBe(patternName(index));
    const heard = await until('a tone to be heard', hear, { dump });
    expect(Math.abs(heard - toneFrequency(index))).toBeLessThan(toneTolerance);

    await setEnabled(false);
    await until('the pattern to go', async () => (await see()) === undefined, { dump });
    await until('the tone to go', async () => (await hear()) === undefined, { dump });

    await setEnabled(true);
    await until('the pattern to come back', async () => (await see()) === patternName(index), { dump });
  });
});

/** Draws a small picture from the colour at each column, given as 0 to 1. */
function paint(colourAt: (x: number) => readonly number[] | undefined): Picture {
  const width = 96;
  const height = 54;
  const data = new Uint8ClampedArray(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    data.set([...(colourAt((pixel % width) / width) ?? [0, 0, 0]), 255], pixel * 4);
  }
  return { width, height, data };
}
