import { describe, expect, it } from '@jest/globals';
import { createMetrics } from './metrics.ts';

describe('metrics', () => {
  it('hold the process and the event loop under one prefix', async () => {
    const text = await createMetrics('1.2.3').metrics();
    const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(names).toContain('sottovoce_nodejs_eventloop_lag_p99_seconds');
    expect(names).toContain('sottovoce_process_cpu_seconds_total');
    expect(names.filter((name) => !name?.startsWith('sottovoce_'))).toEqual([]);
    expect(text).toContain('sottovoce_build_info{version="1.2.3"} 1');
  });

  it('stand apart for each server of a process', () => {
    expect(createMetrics('1')).not.toBe(createMetrics('1'));
  });
});
