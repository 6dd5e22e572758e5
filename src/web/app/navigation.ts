import { type ReadonlySignal, signal } from '@preact/signals-core';
import { formatRoomCode } from '../../protocol/identifiers.ts';
import { parseRoute, type Route } from './route.ts';

export interface Navigation {
  readonly route: ReadonlySignal<Route>;
  openStart(): void;
  openRoom(roomId: string): void;
  close(): void;
}

/** Keeps the address bar and the route in step. */
export function createNavigation(window: Window): Navigation {
  const route = signal(parseRoute(window.location.pathname));
  const read = () => {
    const next = parseRoute(window.location.pathname);
    // The call keeps an entry of its own in the history; that is no new page.
    if (JSON.stringify(next) !== JSON.stringify(route.value)) route.value = next;
  };
  const open = (path: string) => {
    window.history.pushState(null, '', path);
    read();
  };
  window.addEventListener('popstate', read);
  return {
    route,
    openStart: () => open('/'),
    openRoom: (roomId) => open(roomPath(roomId)),
    close: () => window.removeEventListener('popstate', read),
  };
}

/** Where a room is found on this server. */
export function roomPath(roomId: string): string {
  return `/r/${formatRoomCode(roomId)}`;
}
