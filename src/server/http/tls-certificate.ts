import { unwatchFile, watchFile } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import type { Logger } from 'pino';
import type { Config } from '../../config/schema.ts';
import { mediaAddresses } from '../media/addresses.ts';
import { type Certificate, type CertificateFiles, readCertificate } from './certificate.ts';
import { selfSignedCertificate } from './self-signed-certificate.ts';

type TlsConfig = Pick<Config, 'dataDirectory' | 'server' | 'media'>;

/** The operator's certificate files, where both are set. */
export function certificateFiles({ https }: Config['server']): CertificateFiles | undefined {
  const { certFile, keyFile } = https;
  return certFile !== null && keyFile !== null ? { certFile, keyFile } : undefined;
}

/** The certificate that HTTPS serves: the operator's files, else the machine's own self-signed one. */
export function loadCertificate(config: TlsConfig): Promise<Certificate> {
  const files = certificateFiles(config.server);
  if (files !== undefined) return readCertificate(files);
  return selfSignedCertificate({ dataDirectory: config.dataDirectory, names: machineNames(config) });
}

/** Every name and address under which a browser may reach this machine. */
function machineNames({ server, media }: TlsConfig): string[] {
  const { addresses } = mediaAddresses(media.addresses, networkInterfaces());
  const names = [
    'localhost',
    hostname(),
    '127.0.0.1',
    '::1',
    ...addresses.flatMap(({ ip, announcedAddress = ip }) => [ip, announcedAddress]),
    ...(server.publicUrl === null ? [] : [new URL(server.publicUrl).hostname.replace(/^\[|\]$/g, '')]),
  ];
  // A machine may be called what no certificate can say.
  return [...new Set(names)].filter((name) => /^[\w.:-]+$/.test(name));
}

/**
 * Looks every minute whether the operator's files changed (by polling: where Kubernetes mounts a secret,
 * the files are links whose targets are swapped) and reads them again. Files that cannot be used leave the
 * certificate in force as it is.
 *
 * @returns Ends the watch.
 */
export function watchCertificate(
  files: CertificateFiles,
  onChange: (certificate: Certificate) => void,
  logger: Logger,
  intervalMilliseconds = 60_000,
): () => void {
  const reload = async () => {
    try {
      onChange(await readCertificate(files));
      logger.info('Certificate read again');
    } catch (error) {
      logger.warn({ err: error }, 'The changed certificate cannot be used; the former one stays in force');
    }
  };
  const listener = () => void reload();
  const watched = [files.certFile, files.keyFile];
  for (const file of watched)
    watchFile(file, { interval: intervalMilliseconds, persistent: false }, listener);
  return () => {
    for (const file of watched) unwatchFile(file, listener);
  };
}
