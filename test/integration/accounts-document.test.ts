import { describe, expect, it } from '@jest/globals';
import { accountRoutes } from '../../src/protocol/accounts.ts';
import { ProtocolDocument } from '../harness/document.ts';

describe('docs/accounts.md', () => {
  const document = new ProtocolDocument('accounts.md');
  const routes = Object.values(accountRoutes).map(
    (route) => [`${route.method} ${route.path}`, route] as const,
  );

  it('has a section for every route, and for nothing else', () => {
    expect(document.names).toEqual(routes.map(([name]) => name).sort());
  });

  it.each(routes)('shows what %s takes and answers', (name, { body, answer }) => {
    const [request, response] = [document.example(name, 'request'), document.example(name, 'response')];
    expect(body.parse(request)).toEqual(request);
    expect(answer.parse(response)).toEqual(response);
  });
});
