import { Counter, type Registry } from 'prom-client';

/** Counts requests to the routes of one table, by what came of them. */
export class RouteMetrics {
  readonly #requests: Counter<'route' | 'outcome'>;

  /** @param what The first word of the metric's name. */
  constructor(registry: Registry, what: 'account' | 'people' | 'conversation') {
    this.#requests = new Counter({
      name: `sottovoce_${what}_requests_total`,
      help: `Requests to the ${what} routes, by route and outcome: done, or an error code.`,
      labelNames: ['route', 'outcome'],
      registers: [registry],
    });
  }

  answered(route: string, outcome: string): void {
    this.#requests.inc({ route, outcome });
  }
}
