import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { certificateFacts, readCertificate } from './certificate.ts';
import { selfSignedCertificate } from './self-signed-certificate.ts';

const day = 24 * 60 * 60 * 1000;
const names = ['localhost', '127.0.0.1', '::1', '2001:db8::2'];

describe('self-signed certificate', () => {
  let dataDirectory: string;
  beforeEach(async () => {
    dataDirectory = await mkdtemp(path.join(tmpdir(), 'sottovoce-tls-'));
  });
  afterEach(() => rm(dataDirectory, { recursive: true }));

  it('covers the names and addresses, for a year and a month', async () => {
    const now = Date.now();
    const certificate = await selfSignedCertificate({ dataDirectory, names, now });
    const x509 = new X509Certificate(certificate.cert);
    expect(x509.checkHost('localhost')).toBe('localhost');
    for (const address of ['127.0.0.1', '::1', '2001:db8::2']) expect(x509.checkIP(address)).toBe(address);
    expect(x509.ca).toBe(false);
    const { validFrom, validTo } = certificateFacts(certificate);
    expect(validFrom.getTime()).toBeLessThan(now);
    expect(Math.round((validTo.getTime() - validFrom.getTime()) / day)).toBe(397);
  });

  it('is kept, its key for its owner alone', async () => {
    const first = await selfSignedCertificate({ dataDirectory, names });
    const again = await selfSignedCertificate({ dataDirectory, names: names.slice(1) });
    expect(again).toEqual(first);
    const keyFile = path.join(dataDirectory, 'self-signed.key.pem');
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
  });

  it('is made anew for a new address, before it runs out, and where it is damaged', async () => {
    const first = await selfSignedCertificate({ dataDirectory, names });
    const wider = await selfSignedCertificate({ dataDirectory, names: [...names, '198.51.100.7'] });
    expect(wider.cert).not.toBe(first.cert);
    const later = await selfSignedCertificate({ dataDirectory, names, now: Date.now() + 370 * day });
    expect(later.cert).not.toBe(wider.cert);
    await writeFile(path.join(dataDirectory, 'self-signed.key.pem'), 'damaged');
    const mended = await selfSignedCertificate({ dataDirectory, names, now: Date.now() + 370 * day });
    expect(mended.cert).not.toBe(later.cert);
  });
});

describe('readCertificate', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sottovoce-tls-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('says which file is missing, damaged, or does not belong', async () => {
    const one = path.join(folder, 'one');
    const other = path.join(folder, 'other');
    await selfSignedCertificate({ dataDirectory: one, names });
    await selfSignedCertificate({ dataDirectory: other, names });
    const certFile = path.join(one, 'self-signed.cert.pem');
    const keyFile = path.join(one, 'self-signed.key.pem');
    await expect(readCertificate({ certFile, keyFile })).resolves.toBeDefined();
    await expect(readCertificate({ certFile: `${certFile}.no`, keyFile })).rejects.toThrow(
      /cert\.pem\.no cannot be read/,
    );
    await expect(readCertificate({ certFile: keyFile, keyFile })).rejects.toThrow(
      /key\.pem holds no certificate/,
    );
    await expect(readCertificate({ certFile, keyFile: certFile })).rejects.toThrow(
      /cert\.pem holds no usable private key/,
    );
    const foreign = path.join(other, 'self-signed.key.pem');
    await expect(readCertificate({ certFile, keyFile: foreign })).rejects.toThrow(
      /does not belong to the certificate/,
    );
  });
});
