/**
 * `npm run sottovoce COMMAND`: the command line, from a checkout whose Node may be too old to run it itself.
 * Standard output is the command's own, so that what it prints can be piped on.
 */
import { runInForeground } from './setup/command.mjs';
import { setUp } from './setup/setup.mjs';

const { node, root, env } = await setUp(['worker'], process.stderr);
process.chdir(root);
process.exitCode = await runInForeground(node, ['src/cli/main.ts', ...process.argv.slice(2)], env);
