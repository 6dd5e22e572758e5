import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { type Copy, DockerfileParser, type From, type Instruction } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { z } from 'zod';
import { loadConfig } from '../../src/config/load.ts';

/** An image can be built only where there is a container engine. This is what can be known without one. */
const root = fileURLToPath(new URL('../../', import.meta.url));
const text = await readFile(join(root, 'Dockerfile'), 'utf8');
const dockerfile = DockerfileParser.parse(text);
const instructions = dockerfile.getInstructions();
const ignored = (await readFile(join(root, '.dockerignore'), 'utf8')).split('\n');

const isFrom = (instruction: Instruction): instruction is From => instruction.getKeyword() === 'FROM';
const isCopy = (instruction: Instruction): instruction is Copy => instruction.getKeyword() === 'COPY';
const words = (instruction: Instruction) => instruction.getArguments().map((word) => word.getValue());
const argumentsOf = (keyword: string) =>
  instructions.filter((instruction) => instruction.getKeyword() === keyword).map(words);

/** Files that a COPY takes from the checkout, each with the COPY itself. */
const copied = instructions
  .filter(isCopy)
  .filter((copy) => copy.getFromFlag() === null)
  .flatMap((copy) => words(copy).slice(0, -1));

describe('Dockerfile', () => {
  it('has nothing that its linter knows as wrong', () => {
    expect(validate(text).map(({ message, range }) => `line ${range.start.line + 1}: ${message}`)).toEqual(
      [],
    );
  });

  it('copies what the checkout has and .dockerignore lets through', () => {
    expect(copied).toContain('src');
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(copied.filter((path) => !ignored.includes(`!${path.split('/')[0]}`))).toEqual([]);
  });

  it('copies from stages that stand above', () => {
    const stages: string[] = [];
    for (const instruction of instructions) {
      if (isFrom(instruction)) stages.push(instruction.getBuildStage() ?? '');
      const source = isCopy(instruction) ? instruction.getFromFlag()?.getValue() : undefined;
      if (source !== undefined) expect(stages).toContain(source);
    }
  });

  it('runs scripts that the checkout has', () => {
    const commands = [...argumentsOf('RUN'), ...argumentsOf('ENTRYPOINT')].flat().join(' ');
    const scripts = commands.match(/(?:scripts|src)\/[\w./-]+\.(?:mjs|ts)/g) ?? [];
    expect(scripts).toContain('src/cli/main.ts');
    expect(scripts.filter((script) => !existsSync(join(root, script)))).toEqual([]);
  });

  it('takes the Node that set-up would bring', async () => {
    const runtime = z
      .object({ optionalDependencies: z.record(z.string(), z.string()) })
      .parse(JSON.parse(await readFile(join(root, 'scripts/setup/runtime/package.json'), 'utf8')));
    const versions = new Set(Object.values(runtime.optionalDependencies));
    expect(argumentsOf('ARG')).toEqual([[`NODE_IMAGE=node:${[...versions].join()}-bookworm-slim`]]);
  });

  it('runs as an ordinary user, with a health check', () => {
    expect(argumentsOf('USER')).toEqual([['node']]);
    expect(argumentsOf('HEALTHCHECK')).toHaveLength(1);
  });

  it('configures the server, and asks and exposes the ports that it then has', async () => {
    const variables = Object.fromEntries(
      instructions
        .filter((instruction) => instruction.getKeyword() === 'ENV')
        .flatMap(words)
        .map((assignment) => assignment.split('=', 2)),
    );
    const files = await Promise.all(
      ['default', String(variables.SOTTOVOCE_ENV)].map(async (name) => ({
        name,
        text: await readFile(join(root, 'config', `${name}.yaml`), 'utf8'),
      })),
    );
    const { dataDirectory, server, media } = loadConfig({ env: variables, files });
    expect(argumentsOf('VOLUME')).toEqual([[dataDirectory]]);
    expect(argumentsOf('HEALTHCHECK').flat().join(' ')).toContain(`:${server.internal.port}/health/live`);
    const exposed = argumentsOf('EXPOSE').flat();
    expect(exposed).toEqual(expect.arrayContaining([String(server.httpPort), String(server.https.port)]));
    expect(exposed.filter((port) => port.startsWith(`${media.portBase}-`))).toHaveLength(2);
  });
});
