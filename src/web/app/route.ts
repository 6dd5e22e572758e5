import { parseRoomPath, type RoomAddress } from '../room/room-address.ts';

/** The pages of a person's account, by their paths. */
export const accountPaths = {
  'log-in': '/login',
  'sign-up': '/signup',
  recover: '/recover',
  account: '/account',
} as const;

export type AccountPage = keyof typeof accountPaths;

export type Route =
  | { kind: 'start' }
  | ({ kind: 'room' } & RoomAddress)
  | { kind: 'account'; page: AccountPage }
  /** Contacts and conversations, which read the rest of the path themselves. */
  | { kind: 'messages'; path: string }
  /** An address of a room whose code cannot be one. */
  | { kind: 'wrong-code' }
  | { kind: 'unknown' };

/** Reads the path of an address. */
export function parseRoute(pathname: string): Route {
  if (pathname === '/' || pathname === '/index.html') return { kind: 'start' };
  const page = (Object.keys(accountPaths) as AccountPage[]).find((key) => accountPaths[key] === pathname);
  if (page !== undefined) return { kind: 'account', page };
  if (/^\/(messages|contacts|p)(\/|$)/.test(pathname)) return { kind: 'messages', path: pathname };
  const room = parseRoomPath(pathname);
  if (room === undefined) return { kind: 'unknown' };
  return room === 'wrong-code' ? { kind: 'wrong-code' } : { kind: 'room', ...room };
}
