import { Counter, type Registry } from 'prom-client';
import type { ErrorCode } from '../../protocol/errors.ts';

/** Counts what happens to the groups of rooms, without a label that names a room or a person. */
export class GroupMetrics {
  readonly #groups: Counter;
  readonly #admissions: Counter;
  readonly #epochs: Counter;
  readonly #commitsRefused: Counter<'reason'>;
  readonly #messages: Counter;
  readonly #catchUps: Counter<'outcome'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#groups = new Counter({ name: 'sottovoce_groups_total', help: 'Groups created.', registers });
    this.#admissions = new Counter({
      name: 'sottovoce_group_admissions_total',
      help: 'Admissions asked for.',
      registers,
    });
    this.#epochs = new Counter({
      name: 'sottovoce_group_epochs_total',
      help: 'Commits accepted: each begins an epoch.',
      registers,
    });
    this.#commitsRefused = new Counter({
      name: 'sottovoce_group_commits_refused_total',
      help: 'Commits refused, by error code; stale-epoch: another one came first.',
      labelNames: ['reason'],
      registers,
    });
    this.#messages = new Counter({
      name: 'sottovoce_group_messages_total',
      help: 'Messages relayed to the other members, each counted once.',
      registers,
    });
    this.#catchUps = new Counter({
      name: 'sottovoce_group_catch_ups_total',
      help: 'Members that asked for the commits that they missed; gap: too many to be kept.',
      labelNames: ['outcome'],
      registers,
    });
  }

  created(): void {
    this.#groups.inc();
  }

  admissionRequested(): void {
    this.#admissions.inc();
  }

  committed(): void {
    this.#epochs.inc();
  }

  commitRefused(reason: ErrorCode): void {
    this.#commitsRefused.inc({ reason });
  }

  relayed(): void {
    this.#messages.inc();
  }

  caughtUp(outcome: 'complete' | 'gap'): void {
    this.#catchUps.inc({ outcome });
  }
}
