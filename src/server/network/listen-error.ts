/** A port cannot be had. The message says which, why, and what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  /** The operating system's code, such as `EADDRINUSE`. */
  readonly code: string;

  /** @param setting The setting that names the port. */
  constructor(setting: string, host: string, port: number, cause: NodeJS.ErrnoException) {
    const reason = reasons[cause.code ?? ''] ?? cause.message;
    super(`Cannot listen on port ${port} of ${host} (${setting}): ${reason}`, { cause });
    this.code = cause.code ?? 'unknown';
  }
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program uses it. End that program or choose another port.',
  EACCES: 'this user may not. Choose a port from 1024 on, or give the program CAP_NET_BIND_SERVICE.',
  EADDRNOTAVAIL: 'this machine has no such address.',
};
