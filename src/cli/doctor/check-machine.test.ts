import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { checkClock, checkFileLimit, checkWorkerBinary } from './check-machine.ts';

describe('checkFileLimit', () => {
  const report = (soft: number | string) => ({ userLimits: { open_files: { soft, hard: soft } } });

  it.each([
    [1_048_576, 'ok'],
    ['unlimited', 'ok'],
    [2048, 'warn'],
    [256, 'fail'],
  ])('judges %s', (soft, status) => {
    expect(checkFileLimit(report(soft)).status).toBe(status);
  });

  it('knows the limit of this process', () => {
    expect(checkFileLimit().message).toMatch(/^at most (\d+|unlimited) for each process/);
  });

  it('says where a system tells nothing', () => {
    expect(checkFileLimit({}).status).toBe('note');
  });
});

describe('checkClock', () => {
  it('finds this machine in the present', async () => {
    const findings = await checkClock();
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.filter(({ status }) => status === 'fail')).toEqual([]);
  });
});

describe('checkWorkerBinary', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sottovoce-worker-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function program(script: string): Promise<string> {
    const file = path.join(folder, 'worker');
    await writeFile(file, `#!/bin/sh\n${script}\n`);
    await chmod(file, 0o755);
    return file;
  }

  it('takes a binary that ends with 41 where it is given no version', async () => {
    const file = await program('test -z "$MEDIASOUP_VERSION" && exit 41');
    expect(await checkWorkerBinary(file)).toEqual({
      check: 'media worker',
      status: 'ok',
      message: `loads: ${file}`,
    });
  });

  it('passes on why a binary does not load', async () => {
    const file = await program('echo "libuv.so.1: cannot open shared object file" >&2; exit 127');
    expect(await checkWorkerBinary(file)).toMatchObject({
      status: 'fail',
      message: `${file}: libuv.so.1: cannot open shared object file`,
    });
  });

  it('says where there is none', async () => {
    const file = path.join(folder, 'none');
    expect(await checkWorkerBinary(file)).toMatchObject({
      status: 'fail',
      message: `${file}: there is no such file`,
    });
  });
});
