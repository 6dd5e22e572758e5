import type { Config } from '../../config/schema.ts';
import type { peopleRoutes } from '../../protocol/people.ts';
import type { SessionHandlers } from '../accounts/session-route.ts';
import type { RateCount } from '../http/rate-count.ts';
import type { Bus } from '../live/bus.ts';
import type { BookStore } from '../storage/book-store.ts';
import type { CardStore } from '../storage/card-store.ts';
import type { ContactStore } from '../storage/contact-store.ts';
import type { DeviceStore } from '../storage/device-store.ts';

/** What the routes of people work with. */
export interface PeopleParts {
  readonly cards: CardStore;
  readonly devices: DeviceStore;
  readonly contacts: ContactStore;
  readonly books: BookStore;
  /** Everybody who is in a conversation with this person. */
  readonly companionsOf: (accountId: Uint8Array) => Promise<Uint8Array[]>;
  readonly bus: Bus;
  readonly limits: Config['limits']['people'];
  /** What an account looks up, a network does, and an account changes, each in a minute. */
  readonly counts: {
    readonly lookups: RateCount;
    readonly lookupsOfNetwork: RateCount;
    readonly changes: RateCount;
  };
  /** Milliseconds since 1970 began. */
  readonly now: () => number;
}

export type PeopleHandlers<N extends keyof typeof peopleRoutes = keyof typeof peopleRoutes> = SessionHandlers<
  typeof peopleRoutes,
  N
>;
