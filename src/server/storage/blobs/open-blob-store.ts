import path from 'node:path';
import type { Config } from '../../../config/schema.ts';
import type { BlobStore } from './blob-store.ts';
import { FolderBlobStore } from './folder-blob-store.ts';

/** The blob store that the settings name. The S3 library is loaded for those alone who use one. */
export async function openBlobStore({
  dataDirectory,
  files: { folder, s3 },
}: Pick<Config, 'dataDirectory' | 'files'>): Promise<BlobStore> {
  const { bucket } = s3;
  if (bucket === null) return new FolderBlobStore(folder ?? path.join(dataDirectory, 'files'));
  const { S3BlobStore } = await import('./s3-blob-store.ts');
  return new S3BlobStore({ ...s3, bucket });
}
