import { z } from 'zod';
import { AccountClient } from '../../harness/accounts/account-client.ts';

/**
 * People who log in, and ask for nothing much, in a process of their own: their side of OPAQUE takes as long as the
 * server's. Asked with a number, it does that many, some at a time.
 */
const requestSchema = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('sign-up'), origin: z.string(), people: z.int() }),
  z.object({ ask: z.literal('log-in'), count: z.int(), atOnce: z.int() }),
  z.object({ ask: z.literal('request'), count: z.int(), atOnce: z.int() }),
]);

const password = 'vimineous quarry pelican';
let origin = '';
let handles: string[] = [];

async function signUp(server: string, people: number): Promise<void> {
  origin = server;
  handles = Array.from({ length: people }, (_, index) => `person${index}`);
  for (const handle of handles) await new AccountClient(origin).register(handle, password);
}

async function logIn(index: number): Promise<void> {
  const handle = handles[index % handles.length] ?? '';
  await new AccountClient(origin).logIn(handle, password);
}

async function request(): Promise<void> {
  const response = await fetch(`${origin}/api/bootstrap`);
  await response.text();
  if (!response.ok) throw new Error(`A bare request was answered with ${response.status}.`);
}

/** @returns The milliseconds of each, and of all. */
async function timed(act: (index: number) => Promise<void>, count: number, atOnce: number) {
  const milliseconds: number[] = [];
  let next = 0;
  const start = performance.now();
  const follow = async () => {
    while (next < count) {
      const index = next;
      next += 1;
      const began = performance.now();
      await act(index);
      milliseconds.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, follow));
  return { milliseconds, all: performance.now() - start };
}

async function answer(asked: z.infer<typeof requestSchema>): Promise<object> {
  switch (asked.ask) {
    case 'sign-up':
      await signUp(asked.origin, asked.people);
      return { milliseconds: [], all: 0 };
    case 'log-in':
      return timed(logIn, asked.count, asked.atOnce);
    case 'request':
      return timed(request, asked.count, asked.atOnce);
  }
}

process.on('message', (message) => {
  answer(requestSchema.parse(message)).then(
    (reply) => process.send?.(reply),
    (error: unknown) => {
      throw error;
    },
  );
});
