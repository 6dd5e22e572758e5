import { z } from 'zod';
import { largestSize } from './file-layout.ts';
import { isFileName } from './file-name.ts';

/** Bytes of a thumbnail. */
export const thumbnailLimit = 65_536;

/** RFC 6838 section 4.2, without parameters. */
const mediaTypePattern = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/;

export const thumbnailShape = {
  /** Pictures of pixels only: nothing that a browser would run. */
  mediaType: z.enum(['image/jpeg', 'image/png', 'image/webp']),
  /** Pixels of the thumbnail. */
  width: z.int().min(1).max(2048),
  height: z.int().min(1).max(2048),
};

export const manifestShape = {
  name: z.string().refine(isFileName),
  mediaType: z.string().regex(mediaTypePattern),
  /** Bytes of the content, without padding. */
  size: z.int().min(0).max(largestSize),
  chunkCount: z
    .int()
    .min(1)
    .max(2 ** 32),
  /** Milliseconds, of sound or a film. */
  duration: z.int().min(0).optional(),
};

/** A manifest as it is sealed, in JSON; a thumbnail's bytes stand behind it. */
export const manifestHeadSchema = z.object({
  ...manifestShape,
  thumbnail: z.object({ ...thumbnailShape, length: z.int().min(1).max(thumbnailLimit) }).optional(),
});

/** What is to be known of a file before it is downloaded. It is its author's word: the content is held against it. */
export const manifestSchema = z.object({
  ...manifestShape,
  thumbnail: z
    .object({
      ...thumbnailShape,
      bytes: z
        .instanceof(Uint8Array<ArrayBuffer>)
        .refine(({ length }) => length > 0 && length <= thumbnailLimit),
    })
    .optional(),
});

export type FileManifest = z.infer<typeof manifestSchema>;

/** A media type as a device names it, fit for a manifest: without parameters, and of plain bytes where it is none. */
export function mediaTypeOf(text: string): string {
  const [type = ''] = text.split(';');
  const plain = type.trim().toLowerCase();
  return mediaTypePattern.test(plain) ? plain : 'application/octet-stream';
}
