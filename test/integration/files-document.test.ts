import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { fileRoutes } from '../../src/protocol/files.ts';

const document = readFileSync(new URL('../../docs/files.md', import.meta.url), 'utf8');

const sections = new Map(
  document
    .split(/^### `/m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('`')), section]),
);

function example(route: string, kind: 'headers' | 'request' | 'response'): unknown {
  const blocks = [...(sections.get(route) ?? '').matchAll(/^```json (\w+)\n([\s\S]*?)^```/gm)];
  const json = blocks.find(([, of]) => of === kind)?.[2];
  return json === undefined ? undefined : JSON.parse(json);
}

describe('docs/files.md', () => {
  const routes = Object.values(fileRoutes).map((route) => [`${route.method} ${route.path}`, route] as const);

  it('has a section for every route, and for nothing else', () => {
    expect([...sections.keys()].sort()).toEqual(routes.map(([name]) => name).sort());
  });

  it.each(routes)('shows what %s takes and answers', (name, { headers, body, answer }) => {
    const [request, response] = [example(name, 'request'), example(name, 'response')];
    expect(body.parse(request)).toEqual(request);
    expect(answer.parse(response)).toEqual(response);
    const sent = example(name, 'headers') ?? {};
    expect(Object.keys(Object(sent)).sort()).toEqual(Object.keys(headers.shape).sort());
    expect(headers.safeParse(sent).error).toBeUndefined();
  });
});
