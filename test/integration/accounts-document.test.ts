import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { accountRoutes } from '../../src/protocol/accounts.ts';

const document = readFileSync(new URL('../../docs/accounts.md', import.meta.url), 'utf8');

const sections = new Map(
  document
    .split(/^### `/m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('`')), section]),
);

function example(route: string, kind: 'request' | 'response'): unknown {
  const blocks = [...(sections.get(route) ?? '').matchAll(/^```json (\w+)\n([\s\S]*?)^```/gm)];
  const json = blocks.find(([, of]) => of === kind)?.[2];
  return json === undefined ? undefined : JSON.parse(json);
}

describe('docs/accounts.md', () => {
  const routes = Object.values(accountRoutes).map(
    (route) => [`${route.method} ${route.path}`, route] as const,
  );

  it('has a section for every route, and for nothing else', () => {
    expect([...sections.keys()].sort()).toEqual(routes.map(([name]) => name).sort());
  });

  it.each(routes)('shows what %s takes and answers', (name, { body, answer }) => {
    const [request, response] = [example(name, 'request'), example(name, 'response')];
    expect(body.parse(request)).toEqual(request);
    expect(answer.parse(response)).toEqual(response);
  });
});
