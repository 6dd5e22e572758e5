import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { createInternalApp } from '../../src/server/http/internal-app.ts';
import { createInternalServer } from '../../src/server/http/internal-server.ts';
import type { Listener } from '../../src/server/http/listener.ts';
import { requestMetrics } from '../../src/server/http/request-metrics.ts';
import { Health } from '../../src/server/observability/health.ts';
import { createMetrics } from '../../src/server/observability/metrics.ts';
import { testConfig } from '../harness/http-shell.ts';

describe('internal port', () => {
  const health = new Health();
  let listener: Listener;
  let origin: string;
  beforeEach(async () => {
    const { server } = await testConfig();
    const logger = pino({ level: 'silent' });
    const metrics = createMetrics('0.0.0-test');
    requestMetrics(metrics, logger);
    listener = createInternalServer(createInternalApp({ metrics, health, logger }), server);
    const { address, port } = await listener.listen();
    expect(address).toBe('127.0.0.1');
    origin = `http://127.0.0.1:${port}`;
  });
  afterEach(() => listener.close(0));

  it('gives metrics in which promtool finds no fault', async () => {
    const response = await fetch(`${origin}/metrics`);
    expect(response.headers.get('Content-Type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const output = execFileSync('promtool', ['check', 'metrics'], {
      input: await response.text(),
      encoding: 'utf8',
    });
    expect(output).toBe('');
  });

  it('gives the reasons for not being ready', async () => {
    const remove = health.register('workers', () => 'No media worker is alive.');
    const refused = await fetch(`${origin}/health/ready`);
    expect(refused.status).toBe(503);
    expect(await refused.json()).toEqual({ ready: false, checks: { workers: 'No media worker is alive.' } });
    remove();
    expect((await fetch(`${origin}/health/ready`)).status).toBe(200);
    expect((await fetch(`${origin}/health/live`)).status).toBe(200);
  });

  it('has nothing else', async () => {
    const response = await fetch(`${origin}/api/bootstrap`);
    expect([response.status, await response.json()]).toEqual([
      404,
      { error: { code: 'not-found', message: 'There is nothing at this address.' } },
    ]);
  });
});
