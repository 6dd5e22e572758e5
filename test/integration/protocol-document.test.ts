import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { clientRequests } from '../../src/protocol/client-requests.ts';
import { errorCodes, ProtocolError } from '../../src/protocol/errors.ts';
import {
  bootstrapSchema,
  createdRoomSchema,
  roomRequestSchema,
  roomSummarySchema,
  tokenRequestSchema,
  tokenResponseSchema,
} from '../../src/protocol/room-token.ts';
import { notifications, serverRequests } from '../../src/protocol/server-messages.ts';

type ExampleKind = 'request' | 'response' | 'notification';

interface Example {
  readonly message: string;
  readonly kind: ExampleKind;
  readonly value: unknown;
}

const document = readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8');

const routes: Record<string, Partial<Record<ExampleKind, z.ZodType>>> = {
  'POST /api/rooms': { request: roomRequestSchema, response: createdRoomSchema },
  'GET /api/rooms/:roomId': { response: roomSummarySchema },
  'POST /api/rooms/:roomId/tokens': { request: tokenRequestSchema, response: tokenResponseSchema },
  'GET /api/bootstrap': { response: bootstrapSchema },
};
const schemas: Record<string, Partial<Record<ExampleKind, z.ZodType>>> = {
  ...routes,
  ...clientRequests,
  ...serverRequests,
  ...Object.fromEntries(
    Object.entries(notifications).map(([name, notification]) => [name, { notification }]),
  ),
};

function examples(): Example[] {
  return document
    .split(/^### `/m)
    .slice(1)
    .flatMap((section) => {
      const message = section.slice(0, section.indexOf('`'));
      const blocks = section.matchAll(/^```json (request|response|notification)\n([\s\S]*?)^```/gm);
      return Array.from(blocks, ([, kind, json]) => ({
        message,
        kind: kind as ExampleKind,
        value: JSON.parse(json ?? ''),
      }));
    });
}

describe('docs/protocol.md', () => {
  it.each(examples().map((example) => [`${example.kind} of ${example.message}`, example] as const))(
    'shows a %s that its schema accepts whole',
    (_, { message, kind, value }) => {
      expect(schemas[message]?.[kind]?.parse(value)).toEqual(value);
    },
  );

  it('has an example of every message, in each of its directions', () => {
    const shown = examples().map(({ message, kind }) => `${kind} of ${message}`);
    const defined = Object.entries(schemas).flatMap(([message, kinds]) =>
      Object.keys(kinds).map((kind) => `${kind} of ${message}`),
    );
    expect(shown.toSorted()).toEqual(defined.toSorted());
  });

  it('lists every error with its status and sentence', () => {
    const rows = errorCodes.map((code) => {
      const { status, message } = new ProtocolError(code);
      return `| \`${code}\` | ${status} | ${message} |`;
    });
    expect(document.split('\n').filter((line) => line.startsWith('| `'))).toEqual(rows);
  });
});
