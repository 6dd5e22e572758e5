import { networkInterfaces } from 'node:os';
import { readConfig } from '../config/files.ts';
import { startServer } from '../server/main.ts';
import { mediaAddresses } from '../server/media/addresses.ts';
import { requireWorkerBinary } from '../server/media/worker-binary.ts';
import { closeOnSignal } from './close-on-signal.ts';
import { startMessage } from './start-message.ts';

/** Runs the server until a signal ends it. Returns once it has started. */
export async function serve(configFile: string | undefined): Promise<void> {
  const config = await readConfig({ configFile });
  await requireWorkerBinary();
  const server = await startServer(config);
  closeOnSignal(server, config.server.shutdownGraceSeconds);

  // Where logs are for machines, a text between the lines would only disturb them.
  if (config.log.pretty === false) return;
  const { warning } = mediaAddresses(config.media.addresses, networkInterfaces());
  process.stdout.write(startMessage({ config, urls: server.urls, warning }));
}
