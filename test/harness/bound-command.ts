/**
 * A command that the kernel kills together with the process that started it (PR_SET_PDEATHSIG of prctl(2)):
 * a test run that is interrupted, in whatever way, leaves nothing running.
 */
export function boundCommand(command: string): {
  readonly command: string;
  readonly args: readonly string[];
} {
  return { command: 'setpriv', args: ['--pdeathsig', 'KILL', '--', command] };
}
