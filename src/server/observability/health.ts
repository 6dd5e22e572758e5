/** Why a part is not ready, in a few words; `undefined` where it is. May also throw. */
export type ReadinessCheck = () => string | undefined | Promise<string | undefined>;

export type Readiness = {
  readonly ready: boolean;
  /** For each check `ok`, or why it is not. */
  readonly checks: Readonly<Record<string, string>>;
};

/**
 * Whether the server lives (else it should be restarted) and whether it is ready (else it should get no
 * newcomers). A server that drains, or that has lost a part it can win back, lives without being ready.
 */
export class Health {
  readonly #checks = new Map<string, ReadinessCheck>();
  #draining = false;

  /**
   * Adds a check to readiness.
   *
   * @returns Takes it away again.
   */
  register(name: string, check: ReadinessCheck): () => void {
    if (this.#checks.has(name)) throw new Error(`A readiness check named ${name} exists already.`);
    this.#checks.set(name, check);
    return () => {
      if (this.#checks.get(name) === check) this.#checks.delete(name);
    };
  }

  /** From now on the server is not ready any more. */
  drain(): void {
    this.#draining = true;
  }

  get draining(): boolean {
    return this.#draining;
  }

  async readiness(): Promise<Readiness> {
    const results = await Promise.all(
      [...this.#checks].map(async ([name, check]) => [name, await run(check)] as const),
    );
    if (this.#draining) results.push(['draining', 'The server is going down.']);
    return {
      ready: results.every(([, result]) => result === undefined),
      checks: Object.fromEntries(results.map(([name, result]) => [name, result ?? 'ok'])),
    };
  }
}

async function run(check: ReadinessCheck): Promise<string | undefined> {
  try {
    return await check();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
