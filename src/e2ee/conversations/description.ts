import { z } from 'zod';
import { type Bytes, concat, fromBase64Url, fromUtf8, utf8 } from '../bytes.ts';
import type { EpochKey } from './epoch-key.ts';
import { idBytes, numberBytes } from './layout.ts';
import { pad, unpad } from './padding.ts';
import { ConversationRefusal } from './refusal.ts';
import { open, seal } from './sealing.ts';

const largestBlock = 65_536;
/** So many characters of base64url hold 45 kB. */
const longestPicture = 60_000;

const descriptionSchema = z.object({
  title: z.string().max(128),
  /** An encoded image in base64url. */
  picture: z
    .string()
    .max(longestPicture)
    .refine((text) => fromBase64Url(text) !== undefined, 'expected base64url')
    .optional(),
});

/** What a group is called and looks like. */
export type Description = z.infer<typeof descriptionSchema>;

/** @throws {ZodError} For what nobody would take. */
export async function sealDescription(key: EpochKey, description: Description): Promise<Bytes> {
  const content = utf8(JSON.stringify(descriptionSchema.parse(description)));
  return seal(key.descriptionKey, associatedData(key), pad(content, largestBlock));
}

/**
 * @param key Of the epoch in which the log has it.
 * @throws {ConversationRefusal} `not-authentic`, or `malformed`.
 */
export async function openDescription(key: EpochKey, sealed: Uint8Array): Promise<Description> {
  const text = fromUtf8(unpad(await open(key.descriptionKey, associatedData(key), sealed)));
  try {
    return descriptionSchema.parse(JSON.parse(text ?? ''));
  } catch {
    throw new ConversationRefusal('malformed');
  }
}

function associatedData({ conversationId, epoch }: EpochKey): Bytes {
  return concat(
    utf8('Sottovoce 1.0 conversation description\0'),
    idBytes(conversationId),
    numberBytes(epoch, 4),
  );
}
