import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../../config/schema.ts';
import { secretFile } from '../../config/secret.ts';
import { CertificateError, certificateFacts, readCertificate } from '../../server/http/certificate.ts';
import { certificateFiles } from '../../server/http/tls-certificate.ts';
import type { Finding } from './finding.ts';

/** Whether the server can keep its secret, and alone. */
export async function checkDataDirectory(config: Config): Promise<Finding[]> {
  const check = 'data directory';
  const folder = path.resolve(config.dataDirectory);
  const findings: Finding[] = [];
  findings.push(
    (await isWritable(folder))
      ? { check, status: 'ok', message: `${folder} can be written` }
      : {
          check,
          status: 'fail',
          message: `${folder} cannot be written`,
          advice: 'Give it to the user who runs the server, or set dataDirectory.',
        },
  );
  const mode = await modeOf(secretFile(config));
  if (mode !== undefined && (mode & 0o077) !== 0) {
    findings.push({
      check,
      status: 'warn',
      message: 'other users of this machine can read the secret',
      advice: `chmod 600 ${path.resolve(secretFile(config))}`,
    });
  }
  return findings;
}

/** Whether the folder, or what exists of the way to it, can be written. */
async function isWritable(folder: string): Promise<boolean> {
  try {
    await access(folder, constants.W_OK | constants.X_OK);
    return (await stat(folder)).isDirectory();
  } catch (error) {
    const missing = typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
    return missing && path.dirname(folder) !== folder ? isWritable(path.dirname(folder)) : false;
  }
}

async function modeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).mode;
  } catch {
    // Not made yet.
    return undefined;
  }
}

const day = 24 * 60 * 60 * 1000;

/** Whether browsers will get HTTPS, and accept it. */
export async function checkTls({ server }: Config, now = Date.now()): Promise<Finding[]> {
  const check = 'TLS';
  const files = certificateFiles(server);
  if (!server.https.enabled) return [withoutTls(server)];
  if (files === undefined) {
    const message = 'a self-signed certificate: every browser asks once whether to go on';
    const advice = 'For strangers set server.https.certFile and keyFile, or put a proxy in front.';
    return [{ check, status: 'note', message, advice }];
  }
  try {
    const { validFrom, validTo, names } = certificateFacts(await readCertificate(files));
    const days = Math.floor((validTo.getTime() - now) / day);
    const advice = 'Renew it; the server takes the new files within a minute.';
    const findings: Finding[] = [];
    if (validFrom.getTime() > now) {
      findings.push({
        check,
        status: 'fail',
        message: `the certificate begins only on ${dateOf(validFrom)}`,
      });
    } else if (days < 0) {
      findings.push({
        check,
        status: 'fail',
        message: `the certificate ran out on ${dateOf(validTo)}`,
        advice,
      });
    } else if (days < 14) {
      findings.push({
        check,
        status: 'warn',
        message: `the certificate runs out on ${dateOf(validTo)}`,
        advice,
      });
    } else {
      findings.push({
        check,
        status: 'ok',
        message: `certificate for ${names.join(', ')} until ${dateOf(validTo)}`,
      });
    }
    return findings;
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error;
    return [
      { check, status: 'fail', message: error.message, advice: 'Correct server.https.certFile and keyFile.' },
    ];
  }
}

function withoutTls({ publicUrl, trustProxy }: Config['server']): Finding {
  const check = 'TLS';
  if (publicUrl === null || !publicUrl.startsWith('https:')) {
    return {
      check,
      status: 'warn',
      message: 'off: browsers give camera and microphone to this machine alone',
      advice: 'Set server.https.enabled, or put a proxy with TLS in front and name it in server.publicUrl.',
    };
  }
  if (trustProxy === false) {
    return {
      check,
      status: 'warn',
      message: `left to a proxy for ${publicUrl}, whose word is not taken: all callers count as one address`,
      advice: 'Set server.trustProxy to the number of proxies in front, or to their addresses.',
    };
  }
  return { check, status: 'ok', message: `left to a proxy for ${publicUrl}` };
}

const dateOf = (date: Date) => date.toISOString().slice(0, 10);
