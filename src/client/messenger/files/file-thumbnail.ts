import type { ConversationFile } from '../../../e2ee/conversations/content.ts';
import type { FileThumbnail } from '../api.ts';

type KeptThumbnail = NonNullable<ConversationFile['thumbnail']>;

/** The timeline is made anew with every change of it. */
const shown = new WeakMap<KeptThumbnail, FileThumbnail>();

/** A thumbnail as it is shown; the same object for the same one. */
export function thumbnailOf(kept: ConversationFile['thumbnail']): FileThumbnail | undefined {
  if (kept === undefined) return undefined;
  let thumbnail = shown.get(kept);
  if (thumbnail === undefined) {
    const { mediaType, width, height, data } = kept;
    const base64 = data.replaceAll('-', '+').replaceAll('_', '/');
    thumbnail = { src: `data:${mediaType};base64,${base64}`, width, height };
    shown.set(kept, thumbnail);
  }
  return thumbnail;
}
