import { type ReadonlySignal, signal } from '@preact/signals-core';
import { roomPath } from '../room/room-address.ts';
import { parseFragment, type RoomLink } from '../room/room-link.ts';
import { RoomMemory, type RoomStores } from '../room/room-memory.ts';
import { type AccountPage, accountPaths, parseRoute, type Route } from './route.ts';

export interface Navigation {
  readonly route: ReadonlySignal<Route>;
  /** Counts the links that brought a secret which this browser did not have: what shows a room begins anew with each. */
  readonly arrivals: ReadonlySignal<number>;
  openStart(): void;
  openAccount(page: AccountPage): void;
  /** Opens a page of contacts and conversations by its path. */
  openMessages(path: string): void;
  /** Keeps the link's secret, if it has one, and opens its room. */
  openLink(link: RoomLink): void;
  close(): void;
}

/** Where the tab keeps the personal link that was opened last. */
export const personalLinkKey = 'sottovoce.personal-link';

/**
 * Keeps the address bar and the route in step. A secret in the address is taken out of it before anything else
 * happens, so that it stays in no history and in no picture of the screen; what it opens is kept in the stores.
 */
export function createNavigation(window: Window, stores: RoomStores): Navigation {
  const arrivals = signal(0);
  const keep = ({ roomId, invitation }: RoomLink) => {
    if (invitation === undefined) return;
    const memory = new RoomMemory(roomId, stores);
    if (memory.invitation === invitation) return;
    memory.keepInvitation(invitation);
    arrivals.value += 1;
  };
  const takeSecret = () => {
    const { pathname, search, hash, href } = window.location;
    // An address that ends in a bare "#" has an empty hash.
    if (!href.includes('#')) return;
    window.history.replaceState(window.history.state, '', pathname + search);
    const arrived = parseRoute(pathname);
    if (arrived.kind === 'room' && arrived.encrypted) {
      keep({ ...arrived, invitation: parseFragment(hash.slice(1)) });
    }
    // A personal link says in its fragment which keys its person has.
    if (arrived.kind === 'messages') stores.tab.setItem(personalLinkKey, pathname + hash);
  };
  takeSecret();
  const route = signal(parseRoute(window.location.pathname));
  const read = () => {
    takeSecret();
    const next = parseRoute(window.location.pathname);
    // The call keeps an entry of its own in the history; that is no new page.
    if (JSON.stringify(next) !== JSON.stringify(route.value)) route.value = next;
  };
  const open = (path: string) => {
    window.history.pushState(null, '', path);
    read();
  };
  window.addEventListener('popstate', read);
  window.addEventListener('hashchange', read);
  return {
    route,
    arrivals,
    openStart: () => open('/'),
    openAccount: (page) => open(accountPaths[page]),
    openMessages: open,
    openLink: (link) => {
      keep(link);
      open(roomPath(link));
    },
    close: () => {
      window.removeEventListener('popstate', read);
      window.removeEventListener('hashchange', read);
    },
  };
}
