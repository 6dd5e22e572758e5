import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Logger } from 'pino';
import type { Config } from '../../config/schema.ts';
import { Listener } from './listener.ts';
import { certificateFiles, loadCertificate, watchCertificate } from './tls-certificate.ts';

/** The ports that were opened. */
export interface OpenPorts {
  readonly http?: number;
  readonly https?: number;
}

/** The public plain HTTP and HTTPS servers, as one. */
export interface HttpServers {
  /** Those that are configured, for WebSocket upgrades to be attached to. */
  readonly servers: readonly Server[];
  /**
   * Opens every port, or none.
   *
   * @throws ListenError
   */
  listen(): Promise<OpenPorts>;
  /** Lets answers finish for so many seconds, then cuts. May be called twice. */
  close(graceSeconds: number): Promise<void>;
}

/**
 * Makes the public servers. Nothing listens yet.
 *
 * @throws CertificateError where the certificate files cannot be used.
 */
export async function createHttpServers(
  app: RequestListener,
  config: Pick<Config, 'dataDirectory' | 'server' | 'media'>,
  logger: Logger,
): Promise<HttpServers> {
  const { host, httpPort, https } = config.server;
  const plain =
    httpPort === null
      ? undefined
      : new Listener(createHttpServer(app), { host, port: httpPort, setting: 'server.httpPort' });
  let secure: Listener | undefined;
  let endWatch: (() => void) | undefined;
  if (https.enabled) {
    const server = createHttpsServer({ ...(await loadCertificate(config)), minVersion: 'TLSv1.2' }, app);
    secure = new Listener(server, { host, port: https.port, setting: 'server.https.port' });
    const files = certificateFiles(config.server);
    if (files !== undefined) {
      endWatch = watchCertificate(files, (certificate) => server.setSecureContext(certificate), logger);
    }
  }

  const listeners = [plain, secure].filter((listener) => listener !== undefined);
  const close = async (graceSeconds: number) => {
    endWatch?.();
    await Promise.all(listeners.map((listener) => listener.close(graceSeconds)));
  };
  return {
    servers: listeners.map(({ server }) => server),
    listen: async () => {
      try {
        const http = await plain?.listen();
        const tls = await secure?.listen();
        return {
          ...(http === undefined ? {} : { http: http.port }),
          ...(tls === undefined ? {} : { https: tls.port }),
        };
      } catch (error) {
        await close(0);
        throw error;
      }
    },
    close,
  };
}
