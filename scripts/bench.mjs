/** `npm run bench`: brings what is missing and runs the benchmarks. Arguments are passed on. */
import { runInForeground } from './setup/command.mjs';
import { setUp } from './setup/setup.mjs';

const { node, root, env } = await setUp(['worker', 'web', 'browsers', 'compiler']);
process.chdir(root);
process.exitCode = await runInForeground(node, ['test/bench/main.ts', ...process.argv.slice(2)], env);
