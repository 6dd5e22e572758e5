import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import type { Config } from '../../config/schema.ts';
import { Listener } from './listener.ts';

/** The port for Prometheus and probes. Nothing listens yet. */
export function createInternalServer(app: RequestListener, { internal }: Config['server']): Listener {
  return new Listener(createServer(app), { ...internal, setting: 'server.internal.port' });
}
