import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { connect } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';
import { readCertificate } from '../../src/server/http/certificate.ts';
import { selfSignedCertificate } from '../../src/server/http/self-signed-certificate.ts';
import { createHttpServers } from '../../src/server/http/servers.ts';
import { watchCertificate } from '../../src/server/http/tls-certificate.ts';
import { mediaAddresses } from '../../src/server/media/addresses.ts';
import { HttpShell, testConfig } from '../harness/http-shell.ts';

// Generous, for it only bounds a failure.
jest.setTimeout(60_000);

const logger = pino({ level: 'silent' });
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sottovoce-tls-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** The status of a page fetched over TLS that has been verified against one certificate. */
async function statusOver(host: string, port: number | undefined, ca: string): Promise<number | undefined> {
  const request = get({ host, port, path: '/health/live', ca, agent: false });
  const [response] = await once(request, 'response');
  response.resume();
  return response.statusCode;
}

async function certificateIn(name: string) {
  const dataDirectory = path.join(folder, name);
  await selfSignedCertificate({ dataDirectory, names: ['localhost', '127.0.0.1'] });
  return {
    certFile: path.join(dataDirectory, 'self-signed.cert.pem'),
    keyFile: path.join(dataDirectory, 'self-signed.key.pem'),
  };
}

describe('HTTPS', () => {
  it('without files has a certificate for each address of this machine', async () => {
    const shell = await HttpShell.start();
    try {
      const ca = await readFile(path.join(shell.folder, 'data', 'self-signed.cert.pem'), 'utf8');
      const { addresses } = mediaAddresses('auto', networkInterfaces());
      for (const host of ['localhost', '127.0.0.1', ...addresses.map(({ ip }) => ip)]) {
        expect([host, await statusOver(host, shell.ports.https, ca)]).toEqual([host, 200]);
      }
    } finally {
      await shell.close();
    }
  });

  it('takes the files of the operator', async () => {
    const { certFile, keyFile } = await certificateIn('own');
    const shell = await HttpShell.start({
      settings: JSON.stringify({ server: { https: { certFile, keyFile } } }),
    });
    try {
      const ca = await readFile(certFile, 'utf8');
      expect(await statusOver('127.0.0.1', shell.ports.https, ca)).toBe(200);
    } finally {
      await shell.close();
    }
  });

  it('refuses TLS before 1.2', async () => {
    const shell = await HttpShell.start();
    try {
      const socket = connect({
        host: '127.0.0.1',
        port: shell.ports.https ?? 0,
        rejectUnauthorized: false,
        minVersion: 'TLSv1',
        maxVersion: 'TLSv1.1',
        ciphers: 'DEFAULT@SECLEVEL=0',
      });
      const [error] = await once(socket, 'error');
      expect(error.code).toMatch(/PROTOCOL_VERSION/);
    } finally {
      await shell.close();
    }
  });

  it('says before anything listens that the files cannot be used', async () => {
    const own = await certificateIn('own');
    const other = await certificateIn('other');
    const https = { certFile: own.certFile, keyFile: other.keyFile };
    const config = await testConfig(JSON.stringify({ server: { https } }));
    await expect(createHttpServers(() => undefined, config, logger)).rejects.toThrow(
      /The private key in .* does not belong to the certificate/,
    );
  });
});

describe('watchCertificate', () => {
  it('reads changed files again, and keeps the former certificate where they cannot be used', async () => {
    const served = await certificateIn('served');
    const renewed = await certificateIn('renewed');
    const warned = Promise.withResolvers<void>();
    const changed = Promise.withResolvers<string>();
    const watching = pino({ level: 'warn' }, { write: () => warned.resolve() });
    const end = watchCertificate(served, ({ cert }) => changed.resolve(cert), watching, 20);
    try {
      // A key without its certificate, as half-way through a renewal.
      await copyFile(renewed.keyFile, served.keyFile);
      await warned.promise;
      await copyFile(renewed.certFile, served.certFile);
      const expected = await readCertificate(renewed);
      expect(new X509Certificate(await changed.promise).fingerprint256).toBe(
        new X509Certificate(expected.cert).fingerprint256,
      );
    } finally {
      end();
    }
    await writeFile(served.certFile, '');
  });
});
