import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../command.mjs';
import { ensurePackages } from '../debian-packages.mjs';
import { workerRuns } from './check.mjs';
import { buildLibsrtpOnOpenssl } from './libsrtp.mjs';
import { buildPackages, parseVariant } from './variant.mjs';

const RECIPE = dirname(fileURLToPath(import.meta.url));

/**
 * Builds mediasoup's worker from the source that its npm package ships, against the distribution's libraries.
 * Each of the source's downloads ("wraps") is replaced by a subproject that names the distribution's package.
 *
 * @param {object} options
 * @param {string} options.variantName See `parseVariant`.
 * @param {string} options.mediasoup The unpacked npm package.
 * @param {string} options.output Where to put the binary. Nothing is left there unless it runs.
 * @param {import('../progress.mjs').StepReport} options.report
 * @throws {import('../setup-error.mjs').SetupError} If the packages that the build needs cannot be installed.
 */
export async function buildWorker({ variantName, mediasoup, output, report }) {
  const variant = parseVariant(variantName);
  const { note } = report;
  await ensurePackages(buildPackages(variant), {
    purpose: "build mediasoup's worker",
    report,
    alternative: 'Or set MEDIASOUP_WORKER_BIN to a mediasoup-worker binary of your own.',
  });

  const directory = mkdtempSync(join(tmpdir(), 'mediasoup-worker-'));
  try {
    const env = { ...process.env };
    if (variant.libsrtp === 'openssl') {
      const libsrtp = join(directory, 'libsrtp');
      mkdirSync(libsrtp);
      env.PKG_CONFIG_PATH = await buildLibsrtpOnOpenssl(libsrtp, { lto: variant.lto, note });
    }

    const source = join(directory, 'worker');
    cpSync(join(mediasoup, 'worker'), source, { recursive: true });
    for (const folder of ['out', 'prebuild', 'subprojects']) {
      rmSync(join(source, folder), { recursive: true, force: true });
    }
    cpSync(join(RECIPE, 'subprojects'), join(source, 'subprojects'), { recursive: true });
    await run('patch', ['-p1', '-i', join(RECIPE, 'worker.patch')], { cwd: source });

    const build = join(source, 'out');
    await run(
      'meson',
      [
        'setup',
        '--buildtype=release',
        '-Db_ndebug=true',
        `-Db_lto=${variant.lto}`,
        ...(variant.jemalloc ? ['-Dcpp_link_args=-Wl,--no-as-needed -ljemalloc'] : []),
        '--wrap-mode=nodownload',
        build,
        source,
      ],
      { env, note },
    );
    await run('ninja', ['-C', build, '-j', String(cpus().length), 'mediasoup-worker'], { note });

    const binary = join(build, 'mediasoup-worker');
    if (!(await workerRuns(binary))) throw new Error('The worker that was built does not run.');
    mkdirSync(dirname(output), { recursive: true });
    const partial = `${output}.${process.pid}`;
    cpSync(binary, partial);
    renameSync(partial, output);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
