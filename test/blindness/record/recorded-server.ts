import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ServerProcess } from '../../harness/server-process.ts';
import { compressedBodies } from './compressed-bodies.ts';
import { type RecordedConnection, RecordingProxy } from './recording-proxy.ts';
import { type RtpPacket, readPackets } from './rtp.ts';

/** What a server received, sent, wrote and counted in its whole life. */
export interface ServerRecord {
  readonly producers: readonly RecordedProducer[];
  readonly connections: readonly RecordedConnection[];
  /** Everything that the process wrote, at the most verbose level there is. */
  readonly log: string;
  /** Every file of its data directory. */
  readonly files: readonly RecordedFile[];
  /** As Prometheus reads them, before it ended. */
  readonly metrics: string;
  /** What went on and was not recorded: nothing, or the record proves nothing. */
  readonly gaps: readonly string[];
}

/** The packets of one producer, with all layers of simulcast. */
export interface RecordedProducer {
  readonly kind: 'audio' | 'video';
  readonly packets: readonly RtpPacket[];
}

export interface RecordedFile {
  readonly path: string;
  readonly content: Buffer;
}

/** What a control has the server leak, and where. */
export interface PlantedLeaks {
  /** Written into a file of the data directory, as it is. */
  readonly file: Buffer;
  /** Written into the log, in base64url. */
  readonly log: Buffer;
  /** A label of a metric, in base64url. */
  readonly metrics: Buffer;
}

/** Small pictures: several browsers encode and decode on the same cores. */
const video = { codec: 'vp8', width: 640, height: 360, frameRate: 15, maxBitrate: 800_000 } as const;

/** The third of a call is on another worker, so that pipes between workers carry media, too. */
const maxPeersPerWorker = 2;

/** A real server, of which every byte is kept. */
export class RecordedServer {
  /** For all who talk to it. */
  readonly proxy: RecordingProxy;
  readonly process: ServerProcess;
  readonly #folder: string;

  private constructor(server: ServerProcess, proxy: RecordingProxy, folder: string) {
    this.process = server;
    this.proxy = proxy;
    this.#folder = folder;
  }

  static async start(leaks?: PlantedLeaks): Promise<RecordedServer> {
    const folder = await mkdtemp(join(tmpdir(), 'sottovoce-record-'));
    try {
      const [dataDirectory, rtp] = [join(folder, 'data'), join(folder, 'rtp')];
      await mkdir(rtp);
      const preload = [moduleUrl('server-recorder.ts', { folder: rtp })];
      if (leaks !== undefined) {
        const planted = Object.entries(leaks).map(([where, bytes]) => [where, bytes.toString('base64url')]);
        preload.push(moduleUrl('planted-leaks.ts', { data: dataDirectory, ...Object.fromEntries(planted) }));
      }
      const server = await ServerProcess.start(
        {
          dataDirectory,
          log: { level: 'trace' },
          media: { logLevel: 'debug', maxPeersPerWorker },
          client: { video },
        },
        { preload },
      );
      return new RecordedServer(server, await RecordingProxy.open(server.httpPort), folder);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Ends the server, as an init system does, and takes what was recorded. */
  async finish(): Promise<ServerRecord> {
    const metrics = await this.process.metricsText();
    // A database that is open has files that are gone once it is closed.
    const open = await readFolder(join(this.#folder, 'data'));
    await this.process.close();
    await this.proxy.close();
    const traces = await readFolder(join(this.#folder, 'rtp'));
    const gaps = traces.find(({ path }) => path === 'gaps.log')?.content.toString() ?? '';
    const { connections } = this.proxy;
    return {
      producers: traces.flatMap(({ content, path }) => {
        const kind = (['audio', 'video'] as const).find((each) => path.startsWith(each));
        return kind === undefined ? [] : [{ kind, packets: readPackets(content) }];
      }),
      connections,
      log: this.process.log,
      files: [
        ...open.map((file) => ({ ...file, path: `${file.path}, while it ran` })),
        ...(await readFolder(join(this.#folder, 'data'))),
      ],
      metrics,
      gaps: [...gaps.split('\n').filter((line) => line !== ''), ...connections.flatMap(unreadable)],
    };
  }

  /** Ends everything, and clears the folder. Can be called twice. */
  async close(): Promise<void> {
    await this.proxy.close();
    await this.process.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** What HTTP changes on its way, and cannot be changed back, cannot be searched for what it says. */
function unreadable({ fromServer, toServer }: RecordedConnection): string[] {
  const sent = toServer.toString('latin1').matchAll(/^(?:content-encoding|transfer-encoding): .*(?=\r$)/gim);
  const headers = [...compressedBodies(fromServer).unreadable, ...[...sent].map(([header]) => header)];
  return headers.map((header) => `HTTP with ${header}`);
}

function moduleUrl(path: string, query: Record<string, string>): string {
  const url = new URL(path, import.meta.url);
  url.search = new URLSearchParams(query).toString();
  return url.href;
}

async function readFolder(folder: string): Promise<RecordedFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ name, parentPath }) => {
        const path = join(parentPath, name);
        return { path: relative(folder, path), content: await readFile(path) };
      }),
  );
}
