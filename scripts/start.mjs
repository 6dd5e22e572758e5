/** `npm start`: brings what is missing, builds the web app if it changed, and serves until a signal ends it. */
import { runInForeground } from './setup/command.mjs';
import { setUp } from './setup/setup.mjs';

const { node, root, env } = await setUp(['worker', 'web']);
process.chdir(root);
process.exitCode = await runInForeground(node, ['src/cli/main.ts', 'serve', ...process.argv.slice(2)], env);
