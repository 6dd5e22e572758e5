import type { FileParts } from './file-parts.ts';
import { blobIdOf } from './own-file.ts';

/**
 * Takes a file away that is marked as deleted: first its bytes, then its row. Whatever stops it in between, the mark
 * stands and it can be done again. A request that writes to it is broken off, and none begins meanwhile.
 */
export function eraseFile(
  { writers, blobs, files }: Pick<FileParts, 'writers' | 'blobs' | 'files'>,
  id: Uint8Array,
): Promise<void> {
  return writers.run(id, async () => {
    await blobs.delete(blobIdOf(id));
    await files.remove(id);
  });
}
