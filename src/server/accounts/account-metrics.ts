import { Gauge, type Registry } from 'prom-client';

/** Counts who is logged in, without a label that names one. */
export class AccountMetrics {
  readonly #sessions: Gauge;

  constructor(registry: Registry) {
    this.#sessions = new Gauge({
      name: 'sottovoce_account_sessions',
      help: 'Sessions of people who have logged in, as the database last said.',
      registers: [registry],
    });
  }

  counted(sessions: number): void {
    this.#sessions.set(sessions);
  }
}
