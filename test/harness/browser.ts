import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser, type LaunchOptions, type Page } from 'puppeteer-core';
import { boundCommand } from './bound-command.ts';
import { BrowserJournal } from './browser-journal.ts';
import { writeCameraFile } from './camera-file.ts';
import { writeMicrophoneFile } from './microphone-file.ts';
import type { CaptureOptions } from './page/capture-substitute.ts';
import { patternName } from './page/pattern.ts';
import { screenToneFrequency, toneFrequency } from './page/tone.ts';
import { bundlePageScript } from './page-script.ts';

export type BrowserKind = 'chromium' | 'firefox';

export interface TestBrowserOptions {
  readonly kind: BrowserKind;
  /** Number of the participant: decides on picture and tone. */
  readonly index: number;
  /** Size of the camera's picture; small unless a test needs more. */
  readonly camera?: { readonly width: number; readonly height: number };
  /** Whether a second tab stands ready to be shared as the screen. In Chromium only. */
  readonly presents?: boolean;
}

const smallCamera = { width: 640, height: 360 };
const frameRate = 15;
const presentationTitle = 'Presentation';
/** Screens show patterns from the other end of the list. */
const firstScreenIndex = 15;

const paths: Record<BrowserKind, string> = {
  chromium: process.env.SOTTOVOCE_CHROMIUM ?? '/usr/bin/chromium',
  firefox: process.env.SOTTOVOCE_FIREFOX ?? '/usr/bin/firefox-esr',
};

const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--use-fake-device-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  // A page in the background takes part in its call as one in front does.
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];

const firefoxPreferences = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
  'dom.min_background_timeout_value': 4,
  'dom.timeout.enable_budget_timer_throttling': false,
};

/** A browser of its own for one participant: own profile, own camera, own microphone. */
export class TestBrowser {
  readonly kind: BrowserKind;
  readonly name: string;
  readonly pattern: string;
  readonly screenPattern: string;
  /** Hertz. */
  readonly tone: number;
  /** Hertz. */
  readonly screenTone: number;
  readonly journal: BrowserJournal;
  readonly #browser: Browser;
  readonly #directory: string;
  readonly #instruments: string;
  readonly #presents: boolean;

  private constructor(options: TestBrowserOptions, browser: Browser, directory: string, instruments: string) {
    const { kind, index } = options;
    this.kind = kind;
    this.name = `${kind}-${index}`;
    this.pattern = patternName(index);
    this.screenPattern = patternName(firstScreenIndex + index);
    this.tone = toneFrequency(index);
    this.screenTone = screenToneFrequency(index);
    this.journal = new BrowserJournal(this.name);
    this.#browser = browser;
    this.#directory = directory;
    this.#instruments = instruments;
    this.#presents = options.presents === true;
    browser.on('disconnected', () => this.journal.note('browser ended'));
  }

  static async launch(options: TestBrowserOptions): Promise<TestBrowser> {
    const directory = await mkdtemp(join(tmpdir(), `sottovoce-${options.kind}-`));
    const [settings, instruments] = await Promise.all([
      options.kind === 'chromium' ? chromiumSettings(directory, options) : firefoxSettings(options.index),
      bundlePageScript('page/instruments.ts', 'sottovoceInstruments'),
    ]);
    const browser = await puppeteer.launch({
      executablePath: await writeLauncher(directory, paths[options.kind]),
      userDataDir: join(directory, 'profile'),
      headless: true,
      defaultViewport: { width: 1280, height: 720 },
      timeout: 120_000,
      protocolTimeout: 120_000,
      ...settings,
    });
    return new TestBrowser(options, browser, directory, instruments);
  }

  /**
   * Opens a page with the instruments in it, before any of its own scripts.
   *
   * @param origin Whose pages may use camera and microphone.
   */
  async openPage(origin: string): Promise<Page> {
    if (this.#presents) {
      await this.#browser.defaultBrowserContext().overridePermissions(origin, ['camera', 'microphone']);
      await this.#openPresentation();
    }
    return this.#openInstrumentedPage();
  }

  async #openPresentation(): Promise<void> {
    const page = await this.#openInstrumentedPage();
    await page.goto(`data:text/html,<title>${presentationTitle}</title>`);
    await page.evaluate(
      (pattern, frequency) => window.instruments.present(pattern, frequency),
      this.screenPattern,
      this.screenTone,
    );
  }

  async #openInstrumentedPage(): Promise<Page> {
    const page = await this.#browser.newPage();
    this.journal.follow(page);
    // A Firefox without a screen has none to share, and takes no camera from a file.
    const capture: CaptureOptions =
      this.kind === 'firefox' ? { cameraPattern: this.pattern, screenPattern: this.screenPattern } : {};
    await page.evaluateOnNewDocument(
      `${this.#instruments};\nsottovoceInstruments.install(${JSON.stringify(capture)});`,
    );
    return page;
  }

  /** Ends the browser. Can be called twice. */
  async close(): Promise<void> {
    await this.#browser.close();
    await rm(this.#directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A program that becomes the browser, with the lifetime of the tests. */
async function writeLauncher(directory: string, path: string): Promise<string> {
  const { command, args } = boundCommand(path);
  const launcher = join(directory, 'launch');
  await writeFile(launcher, `#!/bin/sh\nexec ${[command, ...args].join(' ')} "$@"\n`, { mode: 0o755 });
  return launcher;
}

async function chromiumSettings(
  directory: string,
  { index, camera = smallCamera, presents = false }: TestBrowserOptions,
): Promise<LaunchOptions> {
  const picture = join(directory, 'camera.y4m');
  const voice = join(directory, 'microphone.wav');
  await writeCameraFile(picture, { ...camera, frameRate, pattern: patternName(index) });
  await writeMicrophoneFile(voice, toneFrequency(index));
  return {
    browser: 'chrome',
    // A muted browser has nothing to share either.
    ignoreDefaultArgs: ['--mute-audio'],
    args: [
      ...chromiumFlags,
      // The flag that gives cameras without asking also gives a made-up screen in place of a real tab.
      presents
        ? `--auto-select-tab-capture-source-by-title=${presentationTitle}`
        : '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${picture}`,
      `--use-file-for-fake-audio-capture=${voice}`,
    ],
  };
}

async function firefoxSettings(index: number): Promise<LaunchOptions> {
  return {
    browser: 'firefox',
    extraPrefsFirefox: {
      ...firefoxPreferences,
      'media.navigator.audio.fake_frequency': toneFrequency(index),
    },
  };
}
