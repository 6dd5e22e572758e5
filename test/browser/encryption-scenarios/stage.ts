import { TestBrowser } from '../../harness/browser.ts';
import { until } from '../../harness/condition.ts';
import { EncryptedCallPage } from '../../harness/encrypted-call-page.ts';
import { freePorts } from '../../harness/free-port.ts';
import { mediaAddress } from '../../harness/media-address.ts';
import { PageApp } from '../../harness/page-app.ts';
import { RoomApi } from '../../harness/room-api.ts';
import { ServerProcess } from '../../harness/server-process.ts';
import { UdpRoute } from '../../harness/udp-route.ts';
import { kinds, type Name, names } from './cast.ts';

/** Large enough that Chromium sends three layers of it. */
const camera = { width: 960, height: 540 };
/** Behind the route, which has the announced address: Firefox refuses loopback addresses. */
const workerAddress = '127.0.0.2';

/** A server, a route to it that can lose packets, and four browsers that meet in one room after another. */
export class Stage {
  readonly route: UdpRoute;
  readonly api: RoomApi;
  readonly #server: ServerProcess;
  readonly #app: PageApp;
  readonly #pages: ReadonlyMap<Name, EncryptedCallPage>;

  private constructor(
    route: UdpRoute,
    server: ServerProcess,
    app: PageApp,
    pages: ReadonlyMap<Name, EncryptedCallPage>,
  ) {
    this.route = route;
    this.api = new RoomApi(server.origin);
    this.#server = server;
    this.#app = app;
    this.#pages = pages;
  }

  static async open(): Promise<Stage> {
    const [port = 0] = await freePorts(1);
    const announced = mediaAddress();
    const route = await UdpRoute.open(announced, { address: workerAddress, port });
    const server = await ServerProcess.start({
      client: { video: { ...camera, frameRate: 15, maxBitrate: 1_500_000 } },
      // Rooms without encryption are the control.
      rooms: { allowUnencrypted: true },
      media: {
        workers: 1,
        portBase: port,
        addresses: [{ listen: workerAddress, announce: announced }],
        transports: { udp: true, tcp: false },
      },
    });
    const app = await PageApp.open('page/encrypted-call-page.ts', server.httpPort);
    const pages = new Map<Name, EncryptedCallPage>();
    for (const [index, name] of names.entries()) {
      const browser = await TestBrowser.launch({
        kind: kinds[name],
        index,
        camera,
        presents: name === 'Ada',
      });
      pages.set(name, await EncryptedCallPage.open(browser, app.origin));
    }
    return new Stage(route, server, app, pages);
  }

  page(name: Name): EncryptedCallPage {
    const found = this.#pages.get(name);
    if (found === undefined) throw new Error(`${name} has no page`);
    return found;
  }

  /** Waits for a condition; its failure tells the state of everything. */
  until<T>(what: string, probe: () => Promise<T | undefined | false>): Promise<T> {
    return until(what, probe, { limit: 90_000, dump: () => this.#dump() });
  }

  /**
   * Ends everything.
   *
   * @throws {Error} where a page threw an error that nobody caught, or crashed, or the server did not end well.
   */
  async close(): Promise<void> {
    const browsers = [...this.#pages.values()].map(({ browser }) => browser);
    await Promise.all(browsers.map((browser) => browser.close()));
    await this.#app.close();
    await this.#server.close();
    this.route.close();
    const crashes = browsers.flatMap(({ journal }) => journal.crashes);
    if (crashes.length > 0) throw new Error(`left by the pages:\n${crashes.join('\n')}`);
  }

  async #dump(): Promise<string> {
    const pages = [...this.#pages.values()];
    const dumps = await Promise.all(pages.map((page) => page.dump()));
    const journals = pages.map(({ browser }) => `== ${browser.name}\n${browser.journal.tail()}`);
    return [...dumps, ...journals, this.#server.tail()].join('\n');
  }
}
