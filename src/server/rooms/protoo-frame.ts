import { z } from 'zod';
import { ProtocolError } from '../../protocol/errors.ts';

const id = z.number();
const method = z.string().max(64);
const data = z.record(z.string(), z.unknown()).default({});

/** The three kinds of protoo messages. */
const frameSchema = z.union([
  z.object({ request: z.literal(true), id, method, data }),
  z.object({ notification: z.literal(true), method, data }),
  z.object({
    response: z.literal(true),
    id,
    ok: z.boolean().default(false),
    data,
    errorCode: z.number().optional(),
    errorReason: z.string().optional(),
  }),
]);

/** Whatever else is wrong with a message, whoever sent it with a request id deserves an answer. */
const answerableSchema = z.object({ request: z.literal(true), id });

export type ProtooFrame = z.infer<typeof frameSchema>;

export type ReadFrame =
  | { readonly kind: 'frame'; readonly frame: ProtooFrame }
  | { readonly kind: 'unreadable'; readonly error: ProtocolError; readonly requestId: number | undefined };

/** Reads one WebSocket message as a protoo message. */
export function readFrame(bytes: Buffer, isBinary: boolean, maxBytes: number): ReadFrame {
  if (bytes.length > maxBytes) {
    return unreadable(new ProtocolError('message-too-large', `Messages hold up to ${maxBytes} bytes.`));
  }
  if (isBinary) {
    return unreadable(new ProtocolError('bad-request', 'Messages are text, not binary.'));
  }
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch {
    return unreadable(new ProtocolError('bad-request', 'The message is not JSON.'));
  }
  const frame = frameSchema.safeParse(json);
  if (frame.success) {
    return { kind: 'frame', frame: frame.data };
  }
  const answerable = answerableSchema.safeParse(json);
  return unreadable(
    new ProtocolError('bad-request', 'The message is no protoo request, response or notification.'),
    answerable.success ? answerable.data.id : undefined,
  );
}

function unreadable(error: ProtocolError, requestId?: number): ReadFrame {
  return { kind: 'unreadable', error, requestId };
}
