import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Config } from '../../config/schema.ts';
import { ListenError } from '../../server/network/listen-error.ts';
import type { Finding } from './finding.ts';

const check = 'HTTP ports';

/** Whether the pages and the internal interface can open their ports. */
export async function checkHttpPorts(server: Config['server'], running: boolean): Promise<Finding[]> {
  const { host, httpPort, https, internal } = server;
  const ports = [
    ...(httpPort === null ? [] : [{ setting: 'server.httpPort', host, port: httpPort }]),
    ...(https.enabled ? [{ setting: 'server.https.port', host, port: https.port }] : []),
    { setting: 'server.internal.port', ...internal },
  ];
  return Promise.all(
    ports.map(async ({ setting, host, port }): Promise<Finding> => {
      const problem = await tryPort(setting, host, port);
      const what = `${setting} ${port} of ${host}`;
      if (problem === undefined) return { check, status: 'ok', message: `${what}: free` };
      if (problem.code === 'EADDRINUSE' && running) {
        return { check, status: 'ok', message: `${what}: the running Sottovoce holds it` };
      }
      return { check, status: 'fail', message: problem.message };
    }),
  );
}

async function tryPort(setting: string, host: string, port: number): Promise<ListenError | undefined> {
  const server = createServer();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
    return undefined;
  } catch (error) {
    return new ListenError(setting, host, port, error);
  } finally {
    server.close();
  }
}
