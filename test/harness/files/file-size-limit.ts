import { spawnSync } from 'node:child_process';
import { runInThisContext } from 'node:vm';

/**
 * The process itself: jest gives tests a copy, and ends the process by a listener of its own at the signal that comes
 * with a refused write, unless somebody else listens.
 */
const itself = runInThisContext('process') as NodeJS.Process;
const ignore = () => undefined;

/**
 * Lets no file of this process grow beyond so many bytes (`RLIMIT_FSIZE`), as a disk that is full does: what still
 * goes in is written, and the rest is refused.
 *
 * @returns What takes the limit away.
 */
export function limitFileSize(bytes: number): () => void {
  const set = (soft: string) => {
    const { status, stderr } = spawnSync('prlimit', ['--pid', String(process.pid), `--fsize=${soft}:`], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`prlimit failed: ${stderr}`);
  };
  itself.on('SIGXFSZ', ignore);
  set(String(bytes));
  return () => {
    set('unlimited');
    itself.off('SIGXFSZ', ignore);
  };
}
