import { type BrowserKind, TestBrowser, type TestBrowserOptions } from './browser.ts';
import { CallPage } from './call-page.ts';
import { until } from './condition.ts';
import { PageApp } from './page-app.ts';
import { Participant } from './participant.ts';
import { type InvitedRoom, RoomApi } from './room-api.ts';
import { ServerProcess, type ServerSettings } from './server-process.ts';
import { TcpProxy } from './tcp-proxy.ts';

/** Small pictures: several browsers encode and decode on the same cores. */
const smallPictures: ServerSettings = {
  client: { video: { width: 640, height: 360, frameRate: 15, maxBitrate: 800_000 } },
};

export type SceneBrowserOptions = Partial<Omit<TestBrowserOptions, 'kind' | 'index'>>;

/** A server and the browsers that a test sends into its rooms, each over a network of its own. */
export class Scene {
  readonly server: ServerProcess;
  readonly api: RoomApi;
  readonly #browsers: TestBrowser[] = [];
  readonly #participants: Participant[] = [];
  readonly #callPages: CallPage[] = [];
  readonly #networks: TcpProxy[] = [];
  #pageApp: Promise<PageApp> | undefined;

  private constructor(server: ServerProcess) {
    this.server = server;
    this.api = new RoomApi(server.origin);
  }

  static async open(settings: ServerSettings = {}): Promise<Scene> {
    return new Scene(await ServerProcess.start({ ...smallPictures, ...settings }));
  }

  /** Starts a browser with a picture and a tone that no other one of this scene has. */
  async #launch(kind: BrowserKind, options: SceneBrowserOptions = {}): Promise<TestBrowser> {
    const index = this.#browsers.length;
    const browser = TestBrowser.launch({ kind, index, ...options });
    // Its place is taken at once, so that several can start at the same time.
    this.#browsers.length += 1;
    this.#browsers[index] = await browser;
    return browser;
  }

  /** Lets a person join a room in a new browser. */
  async join(
    name: string,
    kind: BrowserKind,
    room: Pick<InvitedRoom, 'roomId' | 'invitation'>,
    options: SceneBrowserOptions = {},
  ): Promise<Participant> {
    const [browser, network] = await Promise.all([
      this.#launch(kind, options),
      TcpProxy.open(this.server.httpPort),
    ]);
    this.#networks.push(network);
    const participant = await Participant.open(name, browser, network, room);
    this.#participants.push(participant);
    await this.guard(`${name} to join`, () => participant.join());
    return participant;
  }

  /** Opens a bare page with the client library in a new browser. */
  async openCallPage(options: SceneBrowserOptions = {}): Promise<CallPage> {
    this.#pageApp ??= PageApp.open('page/call-page.ts', this.server.httpPort);
    const [browser, { origin }] = await Promise.all([this.#launch('chromium', options), this.#pageApp]);
    const page = await CallPage.open(browser, origin);
    this.#callPages.push(page);
    return page;
  }

  /** Waits for a condition; its failure tells the state of everything in the scene. */
  until<T>(
    description: string,
    probe: () => Promise<T | undefined | false> | T | undefined | false,
    limit = 120_000,
  ): Promise<T> {
    return until(description, probe, { limit, dump: () => this.dump() });
  }

  /** Waits until each of them sees and hears every other one. */
  async untilAllMeet(participants: readonly Participant[]): Promise<void> {
    for (const viewer of participants) {
      for (const other of participants) {
        if (other === viewer) continue;
        await this.until(`${viewer.name} to see ${other.name}`, () => viewer.sees(other));
        await this.until(`${viewer.name} to hear ${other.name}`, () => viewer.hears(other));
      }
    }
  }

  /** Waits until new frames of somebody's camera are decoded. */
  async untilFramesArrive(viewer: Participant, sender: Participant, limit?: number): Promise<void> {
    const before = await viewer.framesDecodedOf(sender);
    await this.until(
      `new frames of ${sender.name} at ${viewer.name}`,
      async () => {
        const frames = await viewer.framesDecodedOf(sender);
        // A new consumer counts from zero.
        return frames > before + 5 || (frames < before && frames > 5);
      },
      limit,
    );
  }

  /** Runs a step whose own failure would not say enough. */
  async guard<T>(description: string, step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (error) {
      throw new Error(`${description}: ${error}\n${await this.dump()}`, { cause: error });
    }
  }

  async dump(): Promise<string> {
    const sources = [...this.#participants, ...this.#callPages];
    const people = await Promise.all(sources.map((source) => source.dump()));
    const journals = this.#browsers.map((browser) => `== ${browser?.name}\n${browser?.journal.tail()}`);
    return [...people, ...journals, '== server', this.server.tail()].join('\n');
  }

  /**
   * Ends everything. Can be called twice.
   *
   * @throws {Error} where a page threw an error that nobody caught, or crashed, or the server did not end well.
   */
  async close(): Promise<void> {
    await Promise.all(this.#browsers.map((browser) => browser?.close()));
    await Promise.all(this.#networks.map((network) => network.close()));
    await (await this.#pageApp)?.close();
    await this.server.close();
    const crashes = this.#browsers.flatMap((browser) => browser?.journal.crashes ?? []);
    if (crashes.length > 0) throw new Error(`left by the pages:\n${crashes.join('\n')}`);
  }
}
