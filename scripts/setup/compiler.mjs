import { ensurePackages } from './debian-packages.mjs';

/**
 * The C compiler and the OpenSSL headers with which the benchmarks build their floor.
 *
 * @param {{ report: import('./progress.mjs').StepReport }} options
 * @throws {import('./setup-error.mjs').SetupError}
 */
export async function provideCompiler({ report }) {
  await ensurePackages(['gcc', 'libc6-dev', 'libssl-dev'], {
    purpose: 'compile the floor of the benchmarks',
    report,
  });
}
