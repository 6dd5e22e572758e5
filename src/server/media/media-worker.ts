import { createWorker, type types } from 'mediasoup';
import { ListenError } from '../network/listen-error.ts';
import { WorkerLoad } from './worker-load.ts';

/** An address that workers listen on and that clients are told. */
export interface ListenAddress {
  readonly ip: string;
  /** What clients are told instead, where a NAT stands in front. */
  readonly announcedAddress?: string | undefined;
}

export interface MediaWorkerOptions {
  readonly index: number;
  /** One UDP and one TCP port, on every address; any free ones where it is left out. */
  readonly port: number | undefined;
  readonly addresses: readonly ListenAddress[];
  readonly protocols: readonly types.TransportProtocol[];
  readonly logLevel: types.WorkerLogLevel;
}

/** One mediasoup worker process with its one `WebRtcServer`. */
export class MediaWorker {
  readonly index: number;
  readonly load = new WorkerLoad();
  /** How many peers have their transports here; kept by the room media that places them. */
  peers = 0;
  readonly #worker: types.Worker;
  readonly webRtcServer: types.WebRtcServer;

  private constructor(index: number, worker: types.Worker, webRtcServer: types.WebRtcServer) {
    this.index = index;
    this.#worker = worker;
    this.webRtcServer = webRtcServer;
  }

  /** @throws Where the worker does not start or its port is taken. */
  static async start({
    index,
    port,
    addresses,
    protocols,
    logLevel,
  }: MediaWorkerOptions): Promise<MediaWorker> {
    const worker = await createWorker({ logLevel, logTags: ['info', 'ice', 'dtls'] });
    try {
      const webRtcServer = await worker.createWebRtcServer({
        listenInfos: addresses.flatMap((address) =>
          protocols.map((protocol) => ({
            protocol,
            ip: address.ip,
            announcedAddress: address.announcedAddress,
            port,
          })),
        ),
      });
      return new MediaWorker(index, worker, webRtcServer);
    } catch (error) {
      worker.close();
      const hosts = addresses.map(({ ip }) => ip).join(', ');
      throw new ListenError('media.portBase', hosts, port ?? 0, error);
    }
  }

  get pid(): number {
    return this.#worker.pid;
  }

  get closed(): boolean {
    return this.#worker.closed;
  }

  /** Calls back once if the process dies by itself, and not on `close()`. */
  onDied(listener: (error: Error) => void): void {
    this.#worker.on('died', listener);
  }

  createRouter(mediaCodecs: types.RouterRtpCodecCapability[]): Promise<types.Router> {
    return this.#worker.createRouter({ mediaCodecs });
  }

  async measureLoad(now: number): Promise<void> {
    const usage = await this.#worker.getResourceUsage();
    this.load.add({ at: now, used: usage.ru_utime + usage.ru_stime });
  }

  close(): void {
    this.#worker.close();
  }
}
