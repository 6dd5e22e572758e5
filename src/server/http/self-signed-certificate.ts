import { mkdir, rename, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import path from 'node:path';
import { generate } from 'selfsigned';
import { type Certificate, CertificateError, certificateFacts, readCertificate } from './certificate.ts';

const day = 24 * 60 * 60 * 1000;
/** Days that a certificate lives; Apple's systems accept no more than 825. */
const lifetime = 397 * day;
/** It is replaced when it has less left. */
const renewal = 30 * day;

/**
 * The self-signed certificate of this machine, so that other devices in the local network may call: it is
 * kept in the data directory and made anew only when it runs out or does not cover a name, since browsers
 * ask their users again for each new one.
 *
 * @param names DNS names and IP addresses under which browsers reach this machine.
 * @param now Milliseconds since the epoch.
 */
export async function selfSignedCertificate({
  dataDirectory,
  names,
  now = Date.now(),
}: {
  dataDirectory: string;
  names: readonly string[];
  now?: number;
}): Promise<Certificate> {
  const files = {
    certFile: path.join(dataDirectory, 'self-signed.cert.pem'),
    keyFile: path.join(dataDirectory, 'self-signed.key.pem'),
  };
  const kept = await readKept(files);
  if (kept !== undefined && stillFits(kept, names, now)) return kept;

  const made = await generate([{ name: 'commonName', value: 'Sottovoce, self-signed' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    // A day back, for devices whose clock runs late.
    notBeforeDate: new Date(now - day),
    notAfterDate: new Date(now - day + lifetime),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: names.map(toAltName) },
    ],
  });
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  await replace(files.keyFile, made.private);
  await replace(files.certFile, made.cert);
  return { cert: made.cert, key: made.private };
}

function toAltName(name: string): { type: 7; ip: string } | { type: 2; value: string } {
  return isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name };
}

async function readKept(files: { certFile: string; keyFile: string }): Promise<Certificate | undefined> {
  try {
    return await readCertificate(files);
  } catch (error) {
    // None yet, or only half of one: a new one takes its place.
    if (error instanceof CertificateError) return undefined;
    throw error;
  }
}

function stillFits(certificate: Certificate, names: readonly string[], now: number): boolean {
  const { validFrom, validTo, names: covered } = certificateFacts(certificate);
  const held = new Set(covered.map(canonical));
  return (
    validFrom.getTime() <= now &&
    validTo.getTime() - now > renewal &&
    names.every((name) => held.has(canonical(name)))
  );
}

/** IPv6 addresses have many notations; the URL parser knows one. */
function canonical(name: string): string {
  return isIP(name) === 6 ? new URL(`http://[${name}]`).hostname : name.toLowerCase();
}

async function replace(file: string, text: string): Promise<void> {
  const draft = `${file}.new`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, file);
}
