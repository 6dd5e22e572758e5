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
  camera: z.enum(['on', 'off', 'permission-denied', 'in-use', 'not-found']).default('on'),
  microphone: z.enum(['on', 'off', 'permission-denied', 'in-use', 'unplugged']).default('on'),
  /** How the server answers when the room is asked for. */
  room: z
    .enum(['open', 'room-not-found', 'room-full', 'room-locked', 'unreachable', 'draining', 'other'])
    .default('open'),
  /** How joining ends. */
  join: z.enum(['joined', 'other', 'removed']).default('joined'),
  inside: z.coerce.number().int().min(0).max(60).default(0),
});

export type Scenario = z.infer<typeof scenarioSchema>;
