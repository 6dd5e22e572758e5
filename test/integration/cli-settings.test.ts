import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { parse } from 'yaml';
import { configSchema } from '../../src/config/schema.ts';
import { version } from '../../src/config/version.ts';
import { Command } from '../harness/command.ts';

// Generous, for it only bounds a failure.
jest.setTimeout(60_000);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sottovoce-cli-'));
});
afterEach(() => rm(folder, { recursive: true }));

const run = (args: readonly string[], env?: Record<string, string>) => new Command(args, env).end;

async function ownFile(text: string): Promise<string> {
  const file = path.join(folder, 'own.yaml');
  await writeFile(file, text);
  return file;
}

describe('sottovoce', () => {
  it('tells its version', async () => {
    expect(await run(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` });
  });

  it('names its commands', async () => {
    const { code, stdout } = await run(['--help']);
    expect(code).toBe(0);
    for (const command of ['serve', 'config', 'doctor']) expect(stdout).toContain(`  ${command} `);
  });

  it.each(['serve', 'config'])('%s stops at wrong settings and names each', async (command) => {
    const file = await ownFile('media:\n  portBase: 80\n  codec: [vp8]\n');
    const result = await run([command, '--config', file], { SOTTOVOCE_MEDIA__WORKER: '2' });
    expect(result).toEqual({
      code: 78,
      signal: null,
      stdout: '',
      stderr: [
        'The settings cannot be used:',
        '  SOTTOVOCE_MEDIA__WORKER: there is no such setting. Did you mean SOTTOVOCE_MEDIA__WORKERS?',
        `  media.portBase (${file}): expected a port from 1024 to 65535, or 0 for any free ones, but found 80.`,
        `  media.codec (${file}): there is no such setting. Did you mean media.codecs?`,
        '',
      ].join('\n'),
    });
  });

  it('stops at an environment or a file that there is not', async () => {
    const environment = await run(['config'], { SOTTOVOCE_ENV: '../production' });
    expect(environment.stderr).toBe(
      'The settings cannot be used:\n  SOTTOVOCE_ENV: expected one of production, test, but found "../production".\n',
    );
    const file = await run(['config'], { SOTTOVOCE_CONFIG: path.join(folder, 'none.yaml') });
    expect(file.stderr).toMatch(/none\.yaml: cannot be read: ENOENT/);
    expect([environment.code, file.code]).toEqual([78, 78]);
  });
});

describe('sottovoce config', () => {
  const secret = 'a secret that nobody should read here';

  it('prints what is in force: defaults, environment, file, variables, in this order', async () => {
    const file = await ownFile('log: { level: debug }\nrooms: { maxRooms: 7 }\n');
    const { code, stdout } = await run(['config', '--config', file], {
      SOTTOVOCE_ENV: 'production',
      SOTTOVOCE_ROOMS__MAX_ROOMS: '8',
    });
    expect(code).toBe(0);
    const shown = configSchema.parse(parse(stdout));
    expect(shown.media.portBase).toBe(44_400);
    expect(shown.server.https.enabled).toBe(false);
    expect(shown.log.level).toBe('debug');
    expect(shown.rooms.maxRooms).toBe(8);
  });

  it.each([[], ['--json']])('leaves secrets out %s', async (...flags) => {
    const { stdout } = await run(['config', ...flags], {
      SOTTOVOCE_SECRET: secret,
      SOTTOVOCE_STORAGE__DATABASE: 'postgres://calls:hunter2@db/calls',
    });
    expect(stdout).not.toContain(secret);
    expect(stdout).not.toContain('hunter2');
    expect(parse(stdout)).toMatchObject({ secret: '[redacted]', storage: { database: '[redacted]' } });
  });

  it('prints JSON that programs can read', async () => {
    const { stdout } = await run(['config', '--json']);
    expect(configSchema.parse(JSON.parse(stdout)).secret).toBeNull();
  });
});

describe('sottovoce doctor', () => {
  const quiet = { SOTTOVOCE_ENV: 'test' };

  it('finds that a call would work here', async () => {
    const { code, stdout } = await run(['doctor'], { ...quiet, SOTTOVOCE_DATA_DIRECTORY: folder });
    expect(stdout).toMatch(/^ok {4}settings {9}valid$/m);
    expect(stdout).toMatch(/^ok {4}media worker {5}loads: /m);
    expect(stdout).toMatch(/^ok {4}media ports .*reachable from this machine$/m);
    expect(stdout).toMatch(/Nothing that would stop calls\./);
    expect(code).toBe(0);
  });

  it('ends with 1 where something would fail, for programs in JSON', async () => {
    const { code, stdout } = await run(['doctor', '--json'], {
      ...quiet,
      SOTTOVOCE_DATA_DIRECTORY: folder,
      MEDIASOUP_WORKER_BIN: path.join(folder, 'none'),
    });
    const report: unknown = JSON.parse(stdout);
    expect(report).toMatchObject({
      ok: false,
      findings: expect.arrayContaining([
        expect.objectContaining({ check: 'media worker', status: 'fail', advice: expect.any(String) }),
        expect.objectContaining({ check: 'data directory', status: 'ok' }),
      ]),
    });
    expect(code).toBe(1);
  });

  it('explains wrong settings, too', async () => {
    const { code, stdout } = await run(['doctor'], { SOTTOVOCE_LOG__LEVEL: 'loud' });
    expect(stdout).toMatch(
      /^FAIL {2}settings {9}log\.level \(SOTTOVOCE_LOG__LEVEL\): expected trace, debug/m,
    );
    expect(code).toBe(1);
  });
});
