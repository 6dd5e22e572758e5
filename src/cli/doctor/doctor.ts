import { availableParallelism, networkInterfaces } from 'node:os';
import { ConfigError } from '../../config/config-error.ts';
import { readConfig } from '../../config/files.ts';
import type { Config } from '../../config/schema.ts';
import { mediaAddresses } from '../../server/media/addresses.ts';
import { checkAddresses } from './check-addresses.ts';
import { checkDataDirectory, checkTls } from './check-files.ts';
import { checkHttpPorts } from './check-http-ports.ts';
import { checkClock, checkFileLimit, checkWorkerBinary } from './check-machine.ts';
import { checkMediaPorts } from './check-media-ports.ts';
import type { Finding } from './finding.ts';
import { formatReport } from './report.ts';
import { isServerRunning } from './running-server.ts';

/**
 * Checks what usually breaks a media server and prints what it found.
 *
 * @returns The exit code: 1 where something would fail.
 */
export async function doctor(configFile: string | undefined, json: boolean): Promise<number> {
  const findings = await examine(configFile);
  const ok = findings.every(({ status }) => status !== 'fail');
  process.stdout.write(json ? `${JSON.stringify({ ok, findings }, null, 2)}\n` : formatReport(findings));
  return ok ? 0 : 1;
}

async function examine(configFile: string | undefined): Promise<Finding[]> {
  let config: Config;
  try {
    config = await readConfig({ configFile });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split('\n').map((message) => ({ check: 'settings', status: 'fail', message }));
  }
  const { server, media } = config;
  const running = await isServerRunning(server);
  const found = mediaAddresses(media.addresses, networkInterfaces());
  const workers = media.workers === 'auto' ? availableParallelism() : media.workers;
  return [
    { check: 'settings', status: 'ok', message: 'valid' },
    await checkWorkerBinary(),
    ...(await checkAddresses(found)),
    ...(await checkMediaPorts({ media, workers, addresses: found.addresses, running })),
    ...(await checkHttpPorts(server, running)),
    ...(await checkTls(config)),
    ...(await checkDataDirectory(config)),
    checkFileLimit(),
    ...(await checkClock()),
  ];
}
