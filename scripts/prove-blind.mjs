/**
 * `npm run prove:blind`: shows that the server has nothing of an encrypted call. Real browsers call through a real
 * server of which every byte is kept and searched, and a report in words and figures is printed. Fails where anything
 * is found, and where a control, in which there is something to find, finds nothing. Arguments are passed on to jest.
 */
import { fileURLToPath } from 'node:url';
import { runInForeground } from './setup/command.mjs';

const tests = fileURLToPath(new URL('test.mjs', import.meta.url));
process.exitCode = await runInForeground(
  process.execPath,
  [tests, '--selectProjects', 'blindness', '--verbose', ...process.argv.slice(2)],
  process.env,
);
