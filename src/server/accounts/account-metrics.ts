import { Counter, Gauge, type Registry } from 'prom-client';
import type { AccountRouteName } from '../../protocol/accounts.ts';

/** Counts what people do with accounts, without a label that names one. */
export class AccountMetrics {
  readonly #requests: Counter<'route' | 'outcome'>;
  readonly #sessions: Gauge;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#requests = new Counter({
      name: 'sottovoce_account_requests_total',
      help: 'Requests about accounts, by route and outcome: done, or an error code.',
      labelNames: ['route', 'outcome'],
      registers,
    });
    this.#sessions = new Gauge({
      name: 'sottovoce_account_sessions',
      help: 'Sessions of people who have logged in, as the database last said.',
      registers,
    });
  }

  answered(route: AccountRouteName, outcome: string): void {
    this.#requests.inc({ route, outcome });
  }

  counted(sessions: number): void {
    this.#sessions.set(sessions);
  }
}
