import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { conversationRoutes } from '../../src/protocol/conversations.ts';
import { liveErrorSchema, liveEvents, liveEventsPath, liveRequests } from '../../src/protocol/live-events.ts';
import { peopleRoutes } from '../../src/protocol/people.ts';
import { ProtocolDocument } from '../harness/document.ts';

describe('docs/conversations.md', () => {
  const document = new ProtocolDocument('conversations.md');
  const routes = Object.values({ ...peopleRoutes, ...conversationRoutes }).map(
    (route) => [`${route.method} ${route.path}`, route] as const,
  );
  const requests = Object.entries(liveRequests);
  const events = Object.entries(liveEvents);

  it('has a section for every route, request and event, and for nothing else', () => {
    const names = [...routes, ...requests, ...events].map(([name]) => name);
    expect(document.names).toEqual(names.sort());
  });

  it.each([...routes, ...requests])('shows what %s takes and answers', (name, { body, answer }) => {
    const [request, response] = [document.example(name, 'request'), document.example(name, 'response')];
    expect(body.parse(request)).toEqual(request);
    expect(answer.parse(response)).toEqual(response);
  });

  it.each(events)('shows what %s tells', (name, schema) => {
    const event = document.example(name, 'event');
    expect(schema.parse(event)).toEqual(event);
  });

  it('shows an error, and the path', () => {
    const text = readFileSync(new URL('../../docs/conversations.md', import.meta.url), 'utf8');
    const [, json = ''] = /^```json error\n([\s\S]*?)^```/m.exec(text) ?? [];
    expect(liveErrorSchema.parse(JSON.parse(json))).toEqual(JSON.parse(json));
    expect(text).toContain(`\`${liveEventsPath}\``);
  });
});
