import type { Config } from '../../config/schema.ts';
import type { BlobStore } from '../storage/blobs/blob-store.ts';
import type { FileLinkStore } from '../storage/file-link-store.ts';
import type { FileStore } from '../storage/file-store.ts';
import type { DownloadGrants } from './download-grants.ts';
import type { FileMetrics } from './file-metrics.ts';
import type { UploadWriters } from './upload-writers.ts';

/** What the routes of files work with. */
export interface FileParts {
  readonly files: FileStore;
  readonly links: FileLinkStore;
  readonly blobs: BlobStore;
  readonly writers: UploadWriters;
  readonly grants: DownloadGrants;
  readonly metrics: FileMetrics;
  readonly settings: Config['files'];
  /** Milliseconds since 1970 began. */
  readonly now: () => number;
}
