/** One wrong setting: where it stands, where it came from and what was expected. */
export type ConfigProblem = {
  /** Dotted path, such as `media.portBase`; empty where a whole file cannot be read. */
  readonly path: string;
  /** The file or variable that set it. */
  readonly origin: string;
  readonly message: string;
};

/** The configuration cannot be used. The message names every problem, one a line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'config-invalid';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(describeProblem).join('\n'));
    this.problems = problems;
  }
}

function describeProblem({ path, origin, message }: ConfigProblem): string {
  return path === '' ? `${origin}: ${message}` : `${path} (${origin}): ${message}`;
}
