import { z } from 'zod';

const roomMemorySchema = z.object({
  peerSecret: z.string().regex(/^[0-9A-Za-z_-]{22,64}$/),
  moderatorKey: z.string().max(128).optional(),
});

const presenceSchema = z.object({ muted: z.boolean(), cameraOff: z.boolean() });

/** How this browser was last in the call: enough to be in it again after a refresh or in another tab. */
export type Presence = z.infer<typeof presenceSchema>;

/** What this browser knows of one room, and what this tab does there. */
export class RoomMemory {
  readonly #roomId: string;
  readonly #device: Storage;
  readonly #tab: Storage;

  constructor(roomId: string, stores: { device: Storage; tab: Storage }) {
    this.#roomId = roomId;
    this.#device = stores.device;
    this.#tab = stores.tab;
  }

  /** The secret that makes this browser the same participant each time; made at the first visit. */
  get peerSecret(): string {
    const known = this.#read();
    if (known !== undefined) return known.peerSecret;
    const peerSecret = randomSecret();
    this.#write({ peerSecret });
    return peerSecret;
  }

  get moderatorKey(): string | undefined {
    return this.#read()?.moderatorKey;
  }

  /** Remembers that this browser made the room. */
  keepModeratorKey(moderatorKey: string): void {
    this.#write({ peerSecret: this.peerSecret, moderatorKey });
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
