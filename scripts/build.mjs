/** `npm run build`: the web app into dist/web, and the client library with its types into dist/client. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './setup/command.mjs';
import { exitAfter, setUp } from './setup/setup.mjs';

const { node, root, env, progress } = await setUp(['web']);
try {
  await progress.step('Client library', async ({ note }) => {
    for (const folder of ['client', 'e2ee', 'protocol'])
      rmSync(join(root, 'dist', folder), { recursive: true, force: true });
    await run(node, ['node_modules/.bin/tsc', '--project', 'tsconfig.client.json'], { cwd: root, env, note });
  });
} catch (error) {
  exitAfter(error);
}
