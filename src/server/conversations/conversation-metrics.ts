import { Counter, Histogram, type Registry } from 'prom-client';

/** Counts what happens in conversations, without a label that names one. */
export class ConversationMetrics {
  readonly #messages: Counter;
  readonly #entries: Counter;
  readonly #delivery: Histogram;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#messages = new Counter({
      name: 'sottovoce_messages_total',
      help: 'Messages that were kept, each counted once.',
      registers,
    });
    this.#entries = new Counter({
      name: 'sottovoce_log_entries_total',
      help: 'Entries of membership logs that were kept.',
      registers,
    });
    this.#delivery = new Histogram({
      name: 'sottovoce_message_delivery_seconds',
      help: 'Time from the receipt of a message to its going out to whoever is connected.',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers,
    });
  }

  /** @returns To be called when the message goes out. */
  received(): () => void {
    const end = this.#delivery.startTimer();
    return () => {
      end();
      this.#messages.inc();
    };
  }

  appended(): void {
    this.#entries.inc();
  }
}
