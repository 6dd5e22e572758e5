import { networkInterfaces } from 'node:os';
import { readConfig } from '../config/files.ts';
import { pageOrigins } from '../server/http/page-origins.ts';
import { startServer } from '../server/main.ts';
import { mediaAddresses } from '../server/media/addresses.ts';
import { closeOnSignal } from './close-on-signal.ts';
import { startMessage } from './start-message.ts';

/** Runs the server until a signal ends it. Returns once it has started. */
export async function serve(configFile: string | undefined): Promise<void> {
  const config = await readConfig({ configFile });
  const server = await startServer(config);
  closeOnSignal(server, config.server.shutdownGraceSeconds);

  // Where logs are for machines, a text between the lines would only disturb them.
  if (config.log.pretty === false) return;
  const { addresses, warning } = mediaAddresses(config.media.addresses, networkInterfaces());
  const ports = {
    ...(server.urls.http === undefined ? {} : { http: portOf(server.urls.http) }),
    ...(server.urls.https === undefined ? {} : { https: portOf(server.urls.https) }),
  };
  const origins = pageOrigins(config.server, ports, addresses);
  process.stdout.write(startMessage({ config, origins, internal: server.urls.internal, warning }));
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}
