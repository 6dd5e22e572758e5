import { z } from 'zod';
import { isInvitation } from '../../client/invitation.ts';

const roomMemorySchema = z.object({
  peerSecret: z.string().regex(/^[0-9A-Za-z_-]{22,64}$/),
  moderatorKey: z.string().max(128).optional(),
  invitation: z.string().refine(isInvitation).optional().catch(undefined),
});

const presenceSchema = z.object({ muted: z.boolean(), cameraOff: z.boolean() });

/** How this browser was last in the call: enough to be in it again after a refresh or in another tab. */
export type Presence = z.infer<typeof presenceSchema>;

/** Where it is kept: `device` lasts over visits, `tab` as long as the tab. */
export interface RoomStores {
  readonly device: Storage;
  readonly tab: Storage;
}

/** What this browser knows of one room, and what this tab does there. */
export class RoomMemory {
  readonly #roomId: string;
  readonly #device: Storage;
  readonly #tab: Storage;

  constructor(roomId: string, stores: RoomStores) {
    this.#roomId = roomId;
    this.#device = stores.device;
    this.#tab = stores.tab;
  }

  /** The secret that makes this browser the same participant each time; made at the first visit. */
  get peerSecret(): string {
    return this.#known().peerSecret;
  }

  get moderatorKey(): string | undefined {
    return this.#read()?.moderatorKey;
  }

  /** Remembers that this browser made the room. */
  keepModeratorKey(moderatorKey: string): void {
    this.#write({ ...this.#known(), moderatorKey });
  }

  /** The secret that opens the room, as the last link brought it; undefined where no link ever did. */
  get invitation(): string | undefined {
    return this.#read()?.invitation;
  }

  /** The newest one is right: a link is renewed to make the older ones useless. */
  keepInvitation(invitation: string): void {
    this.#write({ ...this.#known(), invitation });
  }

  /** How this browser was last in this room's call; undefined where it never was. */
  get presence(): Presence | undefined {
    return parseStored(presenceSchema, this.#device.getItem(this.#key('presence')));
  }

  /** Whether this very tab is in the call, so that a refresh returns to it. */
  get isPresent(): boolean {
    return this.#tab.getItem(this.#key('present')) !== null;
  }

  keepPresence(presence: Presence): void {
    this.#device.setItem(this.#key('presence'), JSON.stringify(presence));
    this.#tab.setItem(this.#key('present'), 'yes');
  }

  /** The person left: a refresh shall ask before it enters again. */
  endPresence(): void {
    this.#tab.removeItem(this.#key('present'));
  }

  #known(): z.infer<typeof roomMemorySchema> {
    const known = this.#read();
    if (known !== undefined) return known;
    const made = { peerSecret: randomSecret() };
    this.#write(made);
    return made;
  }

  #read(): z.infer<typeof roomMemorySchema> | undefined {
    return parseStored(roomMemorySchema, this.#device.getItem(this.#key('room')));
  }

  #write(value: z.infer<typeof roomMemorySchema>): void {
    this.#device.setItem(this.#key('room'), JSON.stringify(value));
  }

  #key(what: string): string {
    return `sottovoce.${what}.${this.#roomId}`;
  }
}

function parseStored<T>(schema: z.ZodType<T>, text: string | null): T | undefined {
  if (text === null) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** 128 random bits in base64url. */
function randomSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
