import type { Logger } from 'pino';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { ProtocolError } from '../../protocol/errors.ts';
import type { MediaKind } from '../../protocol/rtp.ts';
import { GroupMetrics } from './group-metrics.ts';

export interface RoomFigures {
  readonly rooms: number;
  readonly peers: number;
  readonly suspended: number;
  readonly routers: number;
  readonly pipes: number;
}

/** Counts what happens in rooms, without a label that names a room or a person. */
export class RoomMetrics {
  readonly group: GroupMetrics;
  readonly #logger: Logger;
  readonly #requests: Histogram<'method' | 'outcome'>;
  readonly #refusals: Counter<'code'>;
  readonly #joins: Histogram;
  readonly #firstFrames: Histogram<'kind'>;
  readonly #resumes: Counter<'outcome'>;
  readonly #ends: Counter<'reason'>;

  constructor(registry: Registry, logger: Logger) {
    const registers = [registry];
    this.#logger = logger;
    this.group = new GroupMetrics(registry);
    this.#requests = new Histogram({
      name: 'sottovoce_room_control_request_duration_seconds',
      help: 'Time to answer room control requests, by method and outcome.',
      labelNames: ['method', 'outcome'],
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
      registers,
    });
    this.#refusals = new Counter({
      name: 'sottovoce_room_control_refusals_total',
      help: 'Room control messages and entries refused, by error code.',
      labelNames: ['code'],
      registers,
    });
    this.#joins = new Histogram({
      name: 'sottovoce_join_duration_seconds',
      help: 'Time from a new session to its receiving media path being up.',
      buckets: [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8],
      registers,
    });
    this.#firstFrames = new Histogram({
      name: 'sottovoce_first_frame_seconds',
      help: 'Time from joining to the first decoded frame, as clients report it.',
      labelNames: ['kind'],
      buckets: [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8],
      registers,
    });
    this.#resumes = new Counter({
      name: 'sottovoce_session_resumes_total',
      help: 'Sessions that were cut, by what became of them.',
      labelNames: ['outcome'],
      registers,
    });
    this.#ends = new Counter({
      name: 'sottovoce_session_ends_total',
      help: 'Sessions that ended, by reason.',
      labelNames: ['reason'],
      registers,
    });
  }

  /** Reads the present figures at each scrape. */
  observe(registry: Registry, figures: () => RoomFigures): void {
    const gauge = (name: string, help: string, pick: (figures: RoomFigures) => number) =>
      new Gauge({
        name: `sottovoce_${name}`,
        help,
        registers: [registry],
        collect() {
          this.set(pick(figures()));
        },
      });
    gauge('rooms', 'Open rooms.', ({ rooms }) => rooms);
    gauge('peers', 'Peers in rooms.', ({ peers }) => peers);
    gauge(
      'sessions_suspended',
      'Sessions whose connection is cut and that may still be resumed.',
      (now) => now.suspended,
    );
    gauge('routers', 'Open routers.', ({ routers }) => routers);
    gauge('pipes', 'Producers that are piped to another router of their room.', ({ pipes }) => pipes);
  }

  requestStarted(method: string): (outcome: string) => void {
    const end = this.#requests.startTimer({ method });
    return (outcome) => {
      end({ outcome });
    };
  }

  refused(error: ProtocolError): void {
    this.#refusals.inc({ code: error.code });
    if (error.code === 'internal') {
      this.#logger.error({ err: error.cause ?? error }, 'room control request failed');
    }
  }

  joined(seconds: number): void {
    this.#joins.observe(seconds);
  }

  firstFrame(kind: MediaKind, seconds: number): void {
    this.#firstFrames.observe({ kind }, seconds);
  }

  resumed(outcome: 'resumed' | 'expired'): void {
    this.#resumes.inc({ outcome });
  }

  ended(reason: string): void {
    this.#ends.inc({ reason });
  }
}
