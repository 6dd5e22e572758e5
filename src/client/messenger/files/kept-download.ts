import { z } from 'zod';
import { fromUtf8, utf8 } from '../../../e2ee/bytes.ts';
import type { LocalStore } from '../local-store.ts';

const keptSchema = z.object({
  messageId: z.string(),
  fileId: z.string(),
  /** How many parts are there. */
  parts: z.int().min(0),
  /** Bytes of the content in them. */
  done: z.number(),
  size: z.number(),
  /** Where it goes on: the header in base64url and the first chunk that is missing; nothing once it is whole. */
  next: z.object({ header: z.string(), chunk: z.int() }).optional(),
});

/** A download as this browser keeps it. */
export type KeptDownload = z.infer<typeof keptSchema>;

/** Keeps how far downloads of a conversation have come, over visits. */
export class KeptDownloads {
  readonly #store: LocalStore;
  readonly #conversationId: string;

  constructor(store: LocalStore, conversationId: string) {
    this.#store = store;
    this.#conversationId = conversationId;
  }

  async all(): Promise<readonly KeptDownload[]> {
    const id = this.#conversationId;
    const kept = await this.#store.list('downloads', `${id}/`, `${id}/~`);
    return kept.flatMap(([, bytes]) => readKept(bytes) ?? []);
  }

  async read(messageId: string): Promise<KeptDownload | undefined> {
    const bytes = await this.#store.get('downloads', this.#place(messageId));
    return bytes && readKept(bytes);
  }

  async keep(download: KeptDownload): Promise<void> {
    await this.#store.put('downloads', this.#place(download.messageId), utf8(JSON.stringify(download)));
  }

  async forget(messageId: string): Promise<void> {
    await this.#store.delete('downloads', this.#place(messageId));
  }

  #place(messageId: string): string {
    return `${this.#conversationId}/${messageId}`;
  }
}

function readKept(bytes: Uint8Array): KeptDownload | undefined {
  try {
    return keptSchema.safeParse(JSON.parse(fromUtf8(bytes) ?? '')).data;
  } catch {
    return undefined;
  }
}
