import { constants } from 'node:os';

/** Seconds beyond the grace for what has to end after the last answer, such as the media workers. */
const margin = 5;

/**
 * Ends the process on SIGTERM or SIGINT: the first signal closes the server within its time of grace, a
 * second one ends the process at once.
 */
export function closeOnSignal(server: { close(): Promise<void> }, graceSeconds: number): void {
  let closing = false;
  const onSignal = (signal: 'SIGINT' | 'SIGTERM') => {
    if (closing) process.exit(128 + constants.signals[signal]);
    closing = true;
    const deadline = setTimeout(
      () => {
        console.error(`The server did not end within ${graceSeconds} seconds of grace.`);
        process.exit(1);
      },
      (graceSeconds + margin) * 1000,
    );
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error('The server did not end well:', error);
        process.exit(1);
      },
    );
    deadline.unref();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}
