import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readConfigFiles } from '../../config/files.ts';
import { loadConfig } from '../../config/load.ts';
import { readSecret, secretFile } from '../../config/secret.ts';
import { selfSignedCertificate } from '../../server/http/self-signed-certificate.ts';
import { checkDataDirectory, checkTls } from './check-files.ts';

const day = 24 * 60 * 60 * 1000;
const files = await readConfigFiles({ env: {} });
const configOf = (settings: object) =>
  loadConfig({ env: {}, files: [...files, { name: 'this test', text: JSON.stringify(settings) }] });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sottovoce-doctor-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('checkDataDirectory', () => {
  it('takes a folder that is there, or could be made', async () => {
    const there = await checkDataDirectory(configOf({ dataDirectory: folder }));
    const possible = await checkDataDirectory(configOf({ dataDirectory: path.join(folder, 'a', 'b') }));
    expect([...there, ...possible].map(({ status }) => status)).toEqual(['ok', 'ok']);
  });

  it('refuses a file, or a folder inside one', async () => {
    const file = path.join(folder, 'file');
    await writeFile(file, '');
    await chmod(file, 0o755);
    for (const dataDirectory of [file, path.join(file, 'data')]) {
      const [finding] = await checkDataDirectory(configOf({ dataDirectory }));
      expect(finding).toMatchObject({ status: 'fail', message: `${dataDirectory} cannot be written` });
    }
  });

  it('warns of a secret that others can read', async () => {
    const config = configOf({ dataDirectory: folder });
    await readSecret(config);
    expect(await checkDataDirectory(config)).toHaveLength(1);
    await chmod(secretFile(config), 0o644);
    expect((await checkDataDirectory(config)).at(-1)).toMatchObject({
      status: 'warn',
      advice: `chmod 600 ${secretFile(config)}`,
    });
  });
});

describe('checkTls', () => {
  async function ownFiles(now: number) {
    const dataDirectory = path.join(folder, String(now));
    await mkdir(dataDirectory);
    await selfSignedCertificate({ dataDirectory, names: ['calls.example.org'], now });
    const certFile = path.join(dataDirectory, 'self-signed.cert.pem');
    const keyFile = path.join(dataDirectory, 'self-signed.key.pem');
    return configOf({ server: { https: { certFile, keyFile } } });
  }

  it('follows a certificate through its life', async () => {
    const now = Date.now();
    const config = await ownFiles(now);
    const statusAfter = async (days: number) =>
      (await checkTls(config, now + days * day)).map(({ status }) => status);
    expect(await statusAfter(-2)).toEqual(['fail']);
    expect(await statusAfter(1)).toEqual(['ok']);
    expect(await statusAfter(390)).toEqual(['warn']);
    expect(await statusAfter(400)).toEqual(['fail']);
  });

  it('passes on what is wrong with the files', async () => {
    const config = configOf({ server: { https: { certFile: `${folder}/none`, keyFile: `${folder}/none` } } });
    expect(await checkTls(config)).toMatchObject([
      { status: 'fail', message: expect.stringContaining('cannot be read') },
    ]);
  });

  it.each([
    ['without TLS for others', { https: { enabled: false } }, 'warn'],
    [
      'behind a proxy whose word is not taken',
      { https: { enabled: false }, publicUrl: 'https://a.example' },
      'warn',
    ],
    [
      'behind a trusted proxy',
      { https: { enabled: false }, publicUrl: 'https://a.example', trustProxy: 1 },
      'ok',
    ],
    ['with a self-signed certificate', {}, 'note'],
  ])('tells how things stand %s', async (_, server, status) => {
    expect((await checkTls(configOf({ server }))).map((finding) => finding.status)).toEqual([status]);
  });
});
