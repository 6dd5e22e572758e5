import { isIPv6 } from 'node:net';
import type { Config } from '../../config/schema.ts';

/** Whether a Sottovoce with these settings runs on this machine: its internal port says so. */
export async function isServerRunning({ internal }: Config['server']): Promise<boolean> {
  const host = isIPv6(internal.host) ? `[${internal.host}]` : internal.host;
  try {
    const response = await fetch(`http://${host}:${internal.port}/health/live`, {
      signal: AbortSignal.timeout(1000),
    });
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null && 'service' in body && body.service === 'sottovoce';
  } catch {
    // Nothing there, or something else.
    return false;
  }
}
