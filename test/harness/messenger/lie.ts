import type { z } from 'zod';
import { conversationRoutes } from '../../../src/protocol/conversations.ts';
import { peopleRoutes } from '../../../src/protocol/people.ts';
import type { TestBrowser } from './test-browser.ts';

const routes = { ...peopleRoutes, ...conversationRoutes };
type RouteName = keyof typeof routes;
type Answer<N extends RouteName> = z.output<(typeof routes)[N]['answer']>;

/** What a server has told in place of the truth. */
export interface Told {
  count: number;
}

/**
 * Has the server lie to a browser: what it answers on a route is changed on its way. Lies on one route add up.
 *
 * @returns How often it did.
 */
export function lie<N extends RouteName>(
  { http }: TestBrowser,
  name: N,
  change: (answer: Answer<N>) => Answer<N>,
): Told {
  const { path, answer } = routes[name];
  const pattern = new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`);
  const before = http.tamper;
  const told = { count: 0 };
  http.tamper = (asked, honest) => {
    const said = before(asked, honest);
    if (!pattern.test(asked)) return said;
    told.count += 1;
    return change(answer.parse(said) as Answer<N>);
  };
  return told;
}
