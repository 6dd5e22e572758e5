import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** A certificate with its chain and its private key, both in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** What the certificate says of itself. */
export interface CertificateFacts {
  readonly validFrom: Date;
  readonly validTo: Date;
  /** DNS names and IP addresses. */
  readonly names: readonly string[];
}

/** The certificate files cannot be used. The message says which and why. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
  readonly code = 'certificate-invalid';
}

/** @throws {@link CertificateError} where a file cannot be read or the two do not belong together. */
export async function readCertificate({ certFile, keyFile }: CertificateFiles): Promise<Certificate> {
  const [cert, key] = await Promise.all([readPem(certFile), readPem(keyFile)]);
  const x509 = parse(() => new X509Certificate(cert), `${certFile} holds no certificate in PEM`);
  const privateKey = parse(() => createPrivateKey(key), `${keyFile} holds no usable private key in PEM`);
  if (!x509.checkPrivateKey(privateKey)) {
    throw new CertificateError(
      `The private key in ${keyFile} does not belong to the certificate in ${certFile}.`,
    );
  }
  return { cert, key };
}

/** Reads the first certificate of a chain. */
export function certificateFacts({ cert }: Pick<Certificate, 'cert'>): CertificateFacts {
  const { validFromDate, validToDate, subjectAltName = '' } = new X509Certificate(cert);
  const names = [...subjectAltName.matchAll(/(?:DNS|IP Address):([^,]+)/g)].map(([, name = '']) =>
    name.trim(),
  );
  return { validFrom: validFromDate, validTo: validToDate, names };
}

async function readPem(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CertificateError(`${file} cannot be read: ${describe(error)}`, { cause: error });
  }
}

function parse<T>(read: () => T, problem: string): T {
  try {
    return read();
  } catch (error) {
    throw new CertificateError(`${problem}: ${describe(error)}`, { cause: error });
  }
}

const describe = (error: unknown) => (error instanceof Error ? error.message : String(error));
