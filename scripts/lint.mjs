/** `npm run lint`: formatting and lint rules, types, layers, and what nothing uses. Goes on after a failure. */
import { CommandFailed, run } from './setup/command.mjs';
import { exitAfter, setUp } from './setup/setup.mjs';

const CHECKS = [
  { title: 'Format and rules (biome)', tool: 'biome', args: ['check', '--error-on-warnings'] },
  { title: 'Types (tsc)', tool: 'tsc', args: [] },
  { title: 'Layers (dependency-cruiser)', tool: 'depcruise', args: ['src'] },
  { title: 'Unused files, exports and dependencies (knip)', tool: 'knip', args: [] },
];

const { node, root, env, progress } = await setUp([]);
for (const { title, tool, args } of CHECKS) {
  try {
    await progress.step(title, ({ note }) =>
      run(node, [`node_modules/.bin/${tool}`, ...args], { cwd: root, env, note }),
    );
  } catch (error) {
    if (!(error instanceof CommandFailed)) exitAfter(error);
    process.stderr.write(`${error.lines.join('\n')}\n`);
    process.exitCode = 1;
  }
}
