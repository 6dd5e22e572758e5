import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import { probeWorkerBinary } from '../../server/media/worker-binary.ts';
import type { Finding } from './finding.ts';

const run = promisify(execFile);

/** Whether the media worker's binary loads here. */
export async function checkWorkerBinary(path?: string): Promise<Finding> {
  const check = 'media worker';
  const probe = await probeWorkerBinary(path);
  if (probe.kind === 'loads') return { check, status: 'ok', message: `loads: ${probe.path}` };
  return {
    check,
    status: 'fail',
    message: `${probe.path}: ${probe.reason}`,
    advice: 'Run `npm start`, which fetches or builds it, or set MEDIASOUP_WORKER_BIN.',
  };
}

const limitsSchema = z.object({
  userLimits: z.object({ open_files: z.object({ soft: z.union([z.number(), z.string()]) }) }),
});

/** How many connections and files one process may hold. */
export function checkFileLimit(report: unknown = process.report.getReport()): Finding {
  const check = 'open files';
  const limits = limitsSchema.safeParse(report);
  if (!limits.success) return { check, status: 'note', message: 'this system does not tell its limit' };
  const { soft } = limits.data.userLimits.open_files;
  const limit = typeof soft === 'number' ? soft : Number.POSITIVE_INFINITY;
  const message = `at most ${soft} for each process; every caller takes one or more`;
  if (limit >= 4096) return { check, status: 'ok', message };
  const advice = 'Raise it: `ulimit -n 65536`, or LimitNOFILE=65536 in the systemd unit.';
  return { check, status: limit < 1024 ? 'fail' : 'warn', message, advice };
}

/** Whether the clock can be trusted: tokens and certificates run out by it. */
export async function checkClock(): Promise<Finding[]> {
  const check = 'clock';
  const installed = (await stat(new URL('../../../package.json', import.meta.url))).mtimeMs;
  const findings: Finding[] = [];
  const advice = 'Let the system keep time: `timedatectl set-ntp true`, or install chrony.';
  if (Date.now() < installed) {
    const message = 'shows a time before this program was installed; tokens and certificates will fail';
    findings.push({ check, status: 'fail', message, advice });
  }
  const drift = await measureDrift();
  if (Math.abs(drift) > 50) {
    const message = `moved by ${Math.round(drift)} ms against the machine's own pace within a fifth of a second`;
    findings.push({ check, status: 'warn', message, advice });
  }
  const synchronized = await isSynchronized();
  if (synchronized === undefined) {
    findings.push({
      check,
      status: 'note',
      message: 'runs steadily; whether it is right cannot be known here',
    });
  } else if (synchronized) {
    findings.push({ check, status: 'ok', message: 'kept by NTP' });
  } else {
    findings.push({ check, status: 'warn', message: 'not kept by NTP', advice });
  }
  return findings;
}

/** Milliseconds by which the wall clock leaves the monotonic one behind in a fifth of a second. */
async function measureDrift(): Promise<number> {
  const [wall, monotonic] = [Date.now(), performance.now()];
  await sleep(200);
  return Date.now() - wall - (performance.now() - monotonic);
}

async function isSynchronized(): Promise<boolean | undefined> {
  try {
    const { stdout } = await run('timedatectl', ['show', '--property=NTPSynchronized', '--value'], {
      timeout: 2000,
    });
    return stdout.trim() === 'yes';
  } catch {
    // No systemd here, as in a container, where the host keeps the time.
    return undefined;
  }
}
