import { rm } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const commits = 200;

/** How many commits a second the disk takes: the least that a message needs which is not lost in a power cut. */
export async function bareCommits(folder: string, bytes: number): Promise<number> {
  const file = path.join(folder, 'bare.sqlite');
  const database = new DatabaseSync(file);
  try {
    database.exec('pragma journal_mode = wal; pragma synchronous = full;');
    database.exec('create table rows (number integer primary key, content blob not null)');
    const insert = database.prepare('insert into rows (content) values (?)');
    const content = Buffer.alloc(bytes);
    const start = performance.now();
    for (let count = 0; count < commits; count += 1) insert.run(content);
    return commits / ((performance.now() - start) / 1000);
  } finally {
    database.close();
    await rm(file);
  }
}
