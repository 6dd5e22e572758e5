import { Counter, Gauge, type Registry } from 'prom-client';

/** Counts live connections and what goes over them, without a label that names a person. */
export class LiveMetrics {
  readonly #connections: Gauge;
  readonly #refused: Counter<'code'>;
  readonly #requests: Counter<'request' | 'outcome'>;
  readonly #events: Counter<'event'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#connections = new Gauge({
      name: 'sottovoce_live_connections',
      help: 'Connections for live events that are open.',
      registers,
    });
    this.#refused = new Counter({
      name: 'sottovoce_live_connections_refused_total',
      help: 'Connections for live events that were refused, by error code.',
      labelNames: ['code'],
      registers,
    });
    this.#requests = new Counter({
      name: 'sottovoce_live_requests_total',
      help: 'Requests over live connections, by name and outcome: done, or an error code.',
      labelNames: ['request', 'outcome'],
      registers,
    });
    this.#events = new Counter({
      name: 'sottovoce_live_events_total',
      help: 'Live events, by name, each counted once for all whom it concerns.',
      labelNames: ['event'],
      registers,
    });
  }

  connected(): void {
    this.#connections.inc();
  }

  disconnected(): void {
    this.#connections.dec();
  }

  refused(code: string): void {
    this.#refused.inc({ code });
  }

  answered(request: string, outcome: string): void {
    this.#requests.inc({ request, outcome });
  }

  told(event: string): void {
    this.#events.inc({ event });
  }
}
