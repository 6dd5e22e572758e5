import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.mjs';

/**
 * Downloads a package of the distribution into a folder, checked by apt against the distribution's keys, with
 * package lists of our own: it needs no root, and the system's lists and sources stay as they are.
 *
 * @param {'source' | 'download'} command `source` also unpacks, patches applied (needs dpkg-dev); `download` fetches
 *   the binary package.
 * @param {string} name
 * @param {string} directory An empty folder.
 * @param {(line: string) => void} note
 * @throws {import('./command.mjs').CommandFailed}
 */
export async function downloadFromDistribution(command, name, directory, note) {
  const targets = await run('apt-get', [
    'indextargets',
    '--format',
    '$(ORIGIN) $(REPO_URI) $(RELEASE) $(COMPONENT)',
    'Created-By: Packages',
  ]);
  const lines = sourceLines(command === 'source' ? 'deb-src' : 'deb', targets);
  const sourceList = join(directory, 'sources.list');
  writeFileSync(sourceList, `${lines.join('\n')}\n`);

  const lists = join(directory, 'lists');
  const cache = join(directory, 'cache');
  for (const folder of [lists, cache]) mkdirSync(folder);
  const options = [
    `Dir::Etc::sourcelist=${sourceList}`,
    'Dir::Etc::sourceparts=/dev/null',
    `Dir::State::lists=${lists}`,
    `Dir::Cache=${cache}`,
  ].flatMap((option) => ['-o', option]);
  await run('apt-get', [...options, 'update'], { cwd: directory, note });
  await run('apt-get', [...options, command, name], { cwd: directory, note });
}

/**
 * The lines of a sources.list(5) that stand for those of the package lists in use that come from Debian or Ubuntu.
 *
 * @param {'deb' | 'deb-src'} type
 * @param {string} targets Lines of origin, URI, suite and component.
 * @param {(file: string) => boolean} [exists]
 * @returns {string[]}
 */
export function sourceLines(type, targets, exists = existsSync) {
  const lines = targets.split('\n').flatMap((line) => {
    const [origin, uri, suite, component] = line.trim().split(' ');
    if (!uri || !suite || !component || !/^(debian|ubuntu)$/i.test(origin ?? '')) return [];
    const keyring = `/usr/share/keyrings/${String(origin).toLowerCase()}-archive-keyring.gpg`;
    return [`${type} ${exists(keyring) ? `[signed-by=${keyring}] ` : ''}${uri} ${suite} ${component}`];
  });
  return [...new Set(lines)];
}
