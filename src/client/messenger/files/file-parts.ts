import { messageThumbnailLimit } from '../../../e2ee/conversations/content.ts';
import type { FileManifest } from '../../../e2ee/files/file-manifest.ts';
import type { LocalStore } from '../local-store.ts';
import type { FilePlaces } from './file-places.ts';
import type { FileRequests } from './file-requests.ts';
import type { Slots } from './slots.ts';

/** Most bytes of a thumbnail. */
export const thumbnailLimit = messageThumbnailLimit;

/** What a device can tell of a file by looking into it. */
export type Preview = Pick<FileManifest, 'thumbnail' | 'duration'>;

/** What files in conversations are made of. */
export interface FileParts {
  readonly requests: FileRequests;
  readonly store: LocalStore;
  readonly places: FilePlaces;
  readonly me: { readonly accountId: string; readonly masterKey: CryptoKey };
  /** Looks into a file; nothing is known of one that it does not understand. Never rejects. */
  readonly preview: (file: Blob) => Promise<Preview>;
  /** Each upload and each download takes one. */
  readonly slots: { readonly up: Slots; readonly down: Slots };
  /** Lets one tab at a time do something of this name. */
  readonly exclusively: <T>(name: string, act: () => Promise<T>) => Promise<T>;
  /** Milliseconds since 1970 began. */
  readonly now: () => number;
}
