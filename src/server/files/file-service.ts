import type { RequestHandler, Router } from 'express';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Config } from '../../config/schema.ts';
import type { Logins } from '../accounts/logins.ts';
import { openBlobStore } from '../storage/blobs/open-blob-store.ts';
import type { Database } from '../storage/database.ts';
import { SqlFileLinkStore } from '../storage/file-link-store.ts';
import { SqlFileStore } from '../storage/file-store.ts';
import { DownloadGrants } from './download-grants.ts';
import { FileMetrics } from './file-metrics.ts';
import type { FileParts } from './file-parts.ts';
import { fileRouter } from './file-routes.ts';
import { FileSweep } from './file-sweep.ts';
import { linkHandlers } from './links.ts';
import { MeasuredBlobStore } from './measured-blob-store.ts';
import { ownFileHandlers } from './own-files.ts';
import { readingHandlers } from './reading.ts';
import { UploadWriters } from './upload-writers.ts';
import { uploadHandlers } from './uploads.ts';

const hour = 60 * 60 * 1000;

export interface FileServiceOptions {
  readonly config: Pick<Config, 'dataDirectory' | 'files' | 'server'>;
  /** The server's secret, at least 32 bytes. */
  readonly secret: Uint8Array;
  readonly database: Database;
  readonly logins: Logins;
  readonly registry: Registry;
  readonly logger: Logger;
  /** How often one address may ask at all. */
  readonly limit: RequestHandler;
  /** Milliseconds since 1970 began. */
  readonly now?: () => number;
}

/** Sealed files over HTTP, and what they need in the background. */
export interface FileService {
  readonly router: Router;
  /** From now on takes out what has expired or is left over. */
  start(): void;
  /** Does so now. @returns How many files it took away. */
  sweep(): Promise<number>;
  /** Compares rows and bytes now. */
  compare(): Promise<{ orphaned: number; missing: number }>;
  /** Breaks off uploads that run; what came of them is kept. May be called twice. */
  close(): Promise<void>;
}

/** Puts the parts of files together over a database, which its owner starts and closes. */
export async function createFileService({
  config,
  secret,
  database,
  logins,
  registry,
  logger,
  limit,
  now = Date.now,
}: FileServiceOptions): Promise<FileService> {
  const metrics = new FileMetrics(registry);
  const files = new SqlFileStore(database);
  const blobs = new MeasuredBlobStore(await openBlobStore(config), metrics, logger);
  const writers = new UploadWriters(files, {
    unfinishedTime: config.files.unfinishedHours * hour,
    // SQLite has one server.
    isAlone: database.kind === 'sqlite',
    now,
  });
  const parts: FileParts = {
    files,
    links: new SqlFileLinkStore(database),
    blobs,
    writers,
    grants: new DownloadGrants(secret),
    metrics,
    settings: config.files,
    now,
  };
  const router = fileRouter({
    handlers: {
      ...uploadHandlers(parts),
      ...readingHandlers(parts),
      ...ownFileHandlers(parts),
      ...linkHandlers(parts),
    },
    logins,
    metrics,
    server: config.server,
    limit,
  });
  const sweep = new FileSweep(parts, logger);
  return {
    router,
    start: () => sweep.start(),
    sweep: () => sweep.sweep(),
    compare: () => sweep.compare(),
    async close() {
      await writers.close();
      await sweep.close();
      blobs.close();
    },
  };
}
