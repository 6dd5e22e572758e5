import { z } from 'zod';

const flag = z.stringbool().default(false);

/** What the gallery shows, read from the address of its page. */
export const scenarioSchema = z.object({
  people: z.coerce.number().int().min(0).max(60).default(0),
  role: z.enum(['moderator', 'participant']).default('moderator'),
  /** Somebody shares their screen. */
  screen: flag,
  /** The person shares their own. */
  sharing: flag,
  reconnecting: flag,
  weak: flag,
  /** The server selects whose microphones it forwards. */
  selecting: flag,
  camera: z.enum(['on', 'off', 'permission-denied', 'in-use', 'not-found']).default('on'),
  microphone: z.enum(['on', 'off', 'permission-denied', 'in-use', 'unplugged']).default('on'),
  /** How the server answers when the room is asked for. */
  room: z
    .enum(['open', 'room-not-found', 'room-full', 'room-locked', 'unreachable', 'draining', 'other'])
    .default('open'),
  /** How joining ends. */
  join: z.enum(['joined', 'other', 'removed']).default('joined'),
  /** Keys are still being agreed; `long` for some time already. */
  entering: z.enum(['no', 'now', 'long']).default('no'),
  /** How far the others are known; `mixed` has one of each. */
  trust: z.enum(['guest', 'verified', 'mixed']).default('guest'),
  alarm: z.enum(['none', 'identity-changed', 'split', 'forged', 'tampered', 'all']).default('none'),
  /** How renewing the link ends. */
  renewal: z.enum(['done', 'refused']).default('done'),
  /** Whether the person is logged in. */
  account: z.enum(['out', 'in', 'unknown']).default('out'),
  /** Who may make accounts. */
  registration: z.enum(['open', 'invitation', 'closed']).default('open'),
  /** How everything that has to do with accounts ends. */
  refusal: z
    .enum(['none', 'credentials-refused', 'handle-taken', 'storage-unavailable', 'rate-limited'])
    .default('none'),
  inside: z.coerce.number().int().min(0).max(60).default(0),
  /** How many messages the conversation with Bea has, and how many of them are unread. */
  messages: z.coerce.number().int().min(0).max(100_000).default(80),
  unread: z.coerce.number().int().min(0).max(50).default(0),
  /** Whether the conversation with Bea ends with files in every state. */
  files: flag,
  connection: z.enum(['connected', 'connecting', 'offline']).default('connected'),
  /** Whether there are contacts and conversations. */
  state: z.enum(['full', 'empty', 'loading']).default('full'),
  /** Why nothing can be sent to Bea. */
  block: z
    .enum(['none', 'changed-identity', 'not-a-member', 'blocked', 'not-a-contact', 'dishonest-server'])
    .default('none'),
  newDevice: flag,
});

export type Scenario = z.infer<typeof scenarioSchema>;
