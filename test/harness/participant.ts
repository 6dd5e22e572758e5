import type { Page } from 'puppeteer-core';
import type { TestBrowser } from './browser.ts';
import type { ConnectionReport } from './page/connection-recorder.ts';
import { toneTolerance } from './page/tone.ts';
import type { InvitedRoom } from './room-api.ts';
import type { TcpProxy } from './tcp-proxy.ts';

/** How another participant's tile looks here. */
export interface SeenTile {
  readonly peerId: string;
  readonly source: string;
  /** What assistive technology reads: name, then what is worth knowing. */
  readonly label: string;
  readonly pattern: string | undefined;
  /** In CSS pixels. */
  readonly width: number;
  /** Of the picture as it was decoded. */
  readonly pictureHeight: number | undefined;
}

/** A person who uses the web app in a browser of their own, and finds things by what is on the screen. */
export class Participant {
  readonly name: string;
  readonly browser: TestBrowser;
  /** Between this browser and the server's HTTP port; media does not pass here. */
  readonly network: TcpProxy;
  readonly page: Page;

  private constructor(name: string, browser: TestBrowser, network: TcpProxy, page: Page) {
    this.name = name;
    this.browser = browser;
    this.network = network;
    this.page = page;
  }

  /** Opens the link of a room. */
  static open(
    name: string,
    browser: TestBrowser,
    network: TcpProxy,
    { roomId, invitation }: Pick<InvitedRoom, 'roomId' | 'invitation'>,
  ): Promise<Participant> {
    return Participant.arrive(name, browser, network, `/r/${roomId}#${invitation}`);
  }

  /** Opens any page of the app. */
  static async arrive(
    name: string,
    browser: TestBrowser,
    network: TcpProxy,
    path: string,
  ): Promise<Participant> {
    const page = await browser.openPage(network.origin);
    await page.goto(network.origin + path);
    return new Participant(name, browser, network, page);
  }

  /** Gives the name and goes in, with camera and microphone on. */
  async join(): Promise<void> {
    const join = 'form button[type="submit"]';
    await this.page.locator('input[autocomplete="name"]').fill(this.name);
    await this.page.waitForFunction(
      (selector) => document.querySelector(selector)?.textContent === 'Join now',
      {},
      join,
    );
    await this.page.locator(join).click();
    await this.page.waitForSelector('[role="toolbar"]');
  }

  /** Presses a control of the bar, which hides while nobody moves. */
  async press(label: string): Promise<void> {
    const { width, height } = this.page.viewport() ?? { width: 640, height: 480 };
    await this.page.mouse.move(width / 2, height / 2);
    await this.page.mouse.move(width / 2 + 9, height / 2);
    await this.page.waitForSelector('[role="toolbar"][data-visible="true"]');
    await this.page.locator(`[role="toolbar"] button[aria-label="${label}"]`).click();
  }

  /** Answers a notice, which stands outside of the bar. */
  async answer(label: string): Promise<void> {
    await this.page.locator(`::-p-aria([role="button"][name="${label}"])`).click();
  }

  /** Everything on the stage. */
  tiles(): Promise<SeenTile[]> {
    return this.page.$$eval('article[data-peer-id]', (articles) =>
      articles.map((article) => {
        const video = article.querySelector('video');
        return {
          peerId: article.getAttribute('data-peer-id') ?? '',
          source: article.getAttribute('data-source') ?? '',
          label: article.getAttribute('aria-label') ?? '',
          pattern: video === null ? undefined : window.instruments.viewer.pattern(video),
          width: article.getBoundingClientRect().width,
          pictureHeight: video?.videoHeight,
        };
      }),
    );
  }

  /** The tile of another participant's camera, `undefined` where there is none. */
  async tileOf(other: Participant): Promise<SeenTile | undefined> {
    const tiles = await this.tiles();
    return tiles.find(({ label, source }) => source === 'camera' && label.split(', ')[0] === other.name);
  }

  /** The tile of another participant's screen, `undefined` where there is none. */
  async screenTileOf(other: Participant): Promise<SeenTile | undefined> {
    const tiles = await this.tiles();
    return tiles.find(({ label, source }) => source === 'screen' && label.includes(other.name));
  }

  /** Whether another participant's camera is seen here now. */
  async sees(other: Participant): Promise<boolean> {
    return (await this.tileOf(other))?.pattern === other.browser.pattern;
  }

  /** The tone that comes from another participant's microphone or screen, `undefined` for silence. */
  async toneOf(
    other: Participant,
    source: 'microphone' | 'screen-audio' = 'microphone',
  ): Promise<number | undefined> {
    const tile = await this.tileOf(other);
    if (tile === undefined) return undefined;
    return this.page.evaluate((selector) => {
      const stream = document.querySelector<HTMLAudioElement>(selector)?.srcObject;
      const [track] = stream instanceof MediaStream ? stream.getAudioTracks() : [];
      return track === undefined ? undefined : window.instruments.hearTone(track);
    }, `audio[data-peer-id="${tile.peerId}"][data-source="${source}"]`);
  }

  /** Whether another participant's voice is heard here now. */
  async hears(other: Participant): Promise<boolean> {
    const tone = await this.toneOf(other);
    return tone !== undefined && Math.abs(tone - other.browser.tone) < toneTolerance;
  }

  /** Whether the sound of another participant's screen is heard here now. */
  async hearsScreenOf(other: Participant): Promise<boolean> {
    const tone = await this.toneOf(other, 'screen-audio');
    return tone !== undefined && Math.abs(tone - other.browser.screenTone) < toneTolerance;
  }

  /** Frames of another participant's camera that were decoded here so far. */
  async framesDecodedOf(other: Participant): Promise<number> {
    const tile = await this.tileOf(other);
    if (tile === undefined) return 0;
    return this.page.evaluate((peerId) => {
      const video = document.querySelector<HTMLVideoElement>(
        `article[data-peer-id="${peerId}"][data-source="camera"] video`,
      );
      const [track] = video?.srcObject instanceof MediaStream ? video.srcObject.getVideoTracks() : [];
      return track === undefined ? 0 : window.instruments.connections.framesDecoded(track);
    }, tile.peerId);
  }

  /** Frames that this participant has sent so far, by simulcast layer. */
  framesSent(): Promise<Record<string, number>> {
    return this.page.evaluate(() => window.instruments.connections.framesSent('video'));
  }

  connections(): Promise<ConnectionReport[]> {
    return this.page.evaluate(() => window.instruments.connections.report());
  }

  /**
   * Marks the tile of another participant, to tell later whether it was there all the time.
   *
   * @returns Whether the very same tile is still there, whenever it is asked.
   */
  async watchTileOf(other: Participant): Promise<() => Promise<boolean>> {
    const tile = await this.tileOf(other);
    const element = await this.page.$(`article[data-peer-id="${tile?.peerId}"][data-source="camera"]`);
    if (element === null) throw new Error(`${this.name} has no tile of ${other.name}`);
    return () => element.evaluate((article) => article.isConnected);
  }

  /** What the person reads on the screen. */
  text(): Promise<string> {
    return this.page.evaluate(() => document.body.textContent);
  }

  /** The names of the buttons of the bar. */
  controls(): Promise<(string | null)[]> {
    return this.page.$$eval('[role="toolbar"] button', (buttons) =>
      buttons.map((button) => button.getAttribute('aria-label')),
    );
  }

  /** Everything that may explain a failure. */
  async dump(): Promise<string> {
    const parts = [
      this.#describe('tiles', () => this.tiles()),
      this.#describe('connections', () => this.connections()),
      this.#describe('text', () => this.text()),
      // What this person's own microphone and camera are at stands in the names of their buttons.
      this.#describe('controls', () => this.controls()),
    ];
    return [`== ${this.name} (${this.browser.name})`, ...(await Promise.all(parts))].join('\n');
  }

  async #describe(what: string, read: () => Promise<unknown>): Promise<string> {
    try {
      return `${what}: ${JSON.stringify(await read())}`;
    } catch (error) {
      return `${what}: unknown (${error})`;
    }
  }
}
