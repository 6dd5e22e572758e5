import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { FanOutCost, FanOutLoad } from './load.ts';

const run = promisify(execFile);
const source = fileURLToPath(new URL('floor.c', import.meta.url));

const costSchema = z.object({ sent: z.int(), received: z.int(), cpuSeconds: z.number() });

/** The compiled `floor.c`: what sealing and sending alone would cost. */
export class Floor {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws {Error} If there is no C compiler, or no header of OpenSSL: with what to install. */
  static async compile(): Promise<Floor> {
    const folder = await mkdtemp(join(tmpdir(), 'sottovoce-floor-'));
    try {
      await run('cc', [
        '-O2',
        '-Wall',
        '-Wextra',
        '-Werror',
        '-o',
        join(folder, 'floor'),
        source,
        '-lcrypto',
      ]);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw new Error(
        'The floor cannot be compiled. It needs a C compiler and OpenSSL: apt-get install gcc libssl-dev',
        { cause: error },
      );
    }
    return new Floor(folder);
  }

  /** Runs for as long as the load lasts. */
  async measure(load: FanOutLoad, keyBits: 128 | 256): Promise<FanOutCost> {
    const { stdout } = await run(join(this.#folder, 'floor'), [
      String(keyBits),
      String(load.receivers),
      String(load.packetBytes),
      String(load.packetsPerSecond),
      String(load.packets),
    ]);
    return costSchema.parse(JSON.parse(stdout));
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
