import { EventEmitter } from 'node:events';
import type { LiveEvent, LiveEventName } from '../../protocol/live-events.ts';
import type { EndedSessions } from '../accounts/account-watcher.ts';

/** An event for every connection of these people, by their account ids. */
export type EventNotice = {
  [N in Exclude<LiveEventName, 'welcome'>]: {
    readonly kind: 'event';
    readonly to: readonly string[];
    readonly name: N;
    readonly payload: LiveEvent<N>;
  };
}[Exclude<LiveEventName, 'welcome'>];

/** What every server that has connections of these people has to know. Ids are base64url. */
export type Notice =
  | EventNotice
  /** Sessions that have ended, and their connections with them. */
  | { readonly kind: 'sessions-ended'; readonly accountId: string; readonly which: EndedSessions }
  /** Two people have become each other's contacts, or are it no more. */
  | {
      readonly kind: 'acquaintance';
      readonly accountIds: readonly [string, string];
      readonly isMutual: boolean;
    };

/** Brings notices to every server, this one among them, in the order in which one server publishes them. */
export interface Bus {
  publish(notice: Notice): void;
  /** @returns Ends the subscription. */
  subscribe(listener: (notice: Notice) => void): () => void;
}

/** {@link Bus} of a server that is the only one. */
export class LocalBus implements Bus {
  readonly #emitter = new EventEmitter<{ notice: [notice: Notice] }>();

  publish(notice: Notice): void {
    this.#emitter.emit('notice', notice);
  }

  subscribe(listener: (notice: Notice) => void): () => void {
    this.#emitter.on('notice', listener);
    return () => this.#emitter.off('notice', listener);
  }
}
