/**
 * The control: loaded into a server's process like `server-recorder.ts`, and leaks by design. Its URL's query names
 * the data directory, and what is planted where, in base64url: `?data=…&file=…&log=…&metrics=…`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Registry } from 'prom-client';

const { searchParams } = new URL(import.meta.url);
const data = searchParams.get('data') ?? '';

mkdirSync(data, { recursive: true });
writeFileSync(join(data, 'rows.db'), Buffer.from(searchParams.get('file') ?? '', 'base64url'));
process.stdout.write(
  `${JSON.stringify({ level: 'debug', msg: `Somebody has the link #${searchParams.get('log')}` })}\n`,
);

const { metrics } = Registry.prototype;
Registry.prototype.metrics = async function (this: Registry) {
  return `${await metrics.call(this)}\nsottovoce_links{key="${searchParams.get('metrics')}"} 1\n`;
};
