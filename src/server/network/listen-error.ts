/** A port cannot be had. The message says which, why, and what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  /** The operating system's code, such as `EADDRINUSE`. */
  readonly code: string;

  /**
   * @param setting The setting that names the port.
   * @param cause What Node threw, or the media worker, whose errors carry the system's words alone.
   */
  constructor(setting: string, host: string, port: number, cause: unknown) {
    const words = cause instanceof Error ? cause.message : String(cause);
    const code = codeOf(cause) ?? codesByWords.find(([known]) => words.includes(known))?.[1] ?? 'unknown';
    super(`Cannot listen on port ${port} of ${host} (${setting}): ${reasons[code] ?? words}`, { cause });
    this.code = code;
  }
}

const codesByWords = [
  ['address already in use', 'EADDRINUSE'],
  ['permission denied', 'EACCES'],
  ['address not available', 'EADDRNOTAVAIL'],
] as const;

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program uses it. End that program or choose another port.',
  EACCES: 'this user may not. Choose a port from 1024 on, or give the program CAP_NET_BIND_SERVICE.',
  EADDRNOTAVAIL: 'this machine has no such address.',
};

function codeOf(cause: unknown): string | undefined {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
