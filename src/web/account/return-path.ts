import { parseRoute } from '../app/route.ts';

const key = 'sottovoce.return-path';

/** Keeps in this tab which page wanted somebody to log in. */
export function keepReturnPath(tab: Storage, path: string): void {
  tab.setItem(key, path);
}

/** The page to which a log-in leads back, once. Only pages that want a log-in count. */
export function takeReturnPath(tab: Storage): string | undefined {
  const path = tab.getItem(key);
  tab.removeItem(key);
  return path !== null && parseRoute(path).kind === 'messages' ? path : undefined;
}
