import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, jest } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { dashboardQueries } from './dashboard-queries.ts';

// Programs and servers start slowly on a machine that is busy with other tests.
jest.setTimeout(60_000);

const run = promisify(execFile);
const folder = fileURLToPath(new URL('../../k8s/prometheus', import.meta.url));
const promtool = (...args: string[]) => run('promtool', args, { cwd: folder });

const rulesSchema = z.object({
  groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string() })) })),
});
const ruleTestsSchema = z.object({
  tests: z.array(
    z.object({
      alert_rule_test: z
        .array(z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()) }))
        .optional(),
      promql_expr_test: z
        .array(z.object({ exp_samples: z.array(z.object({ labels: z.string() })) }))
        .optional(),
    }),
  ),
});

async function readYaml<T extends z.ZodType>(file: string, schema: T): Promise<z.output<T>> {
  return schema.parse(parse(await readFile(join(folder, file), 'utf8')));
}

describe('Prometheus', () => {
  it('accepts the scrape configuration and the rules that it names', async () => {
    const { stdout } = await promtool('check', 'config', 'scrape.yaml');
    expect(stdout).toContain('scrape.yaml is valid');
  });

  it('alerts where it should and nowhere else', async () => {
    const { stdout } = await promtool('test', 'rules', 'rules.test.yaml');
    expect(stdout).toContain('SUCCESS');
  });

  it('sees each alert fire in a test', async () => {
    const { groups } = await readYaml('rules.yaml', rulesSchema);
    const { tests } = await readYaml('rules.test.yaml', ruleTestsSchema);
    const fired = tests.flatMap(({ alert_rule_test = [], promql_expr_test = [] }) => [
      ...alert_rule_test.filter(({ exp_alerts }) => exp_alerts.length > 0).map(({ alertname }) => alertname),
      ...promql_expr_test
        .flatMap(({ exp_samples }) => exp_samples)
        .map(({ labels }) => /alertname="(\w+)"/.exec(labels)?.[1]),
    ]);
    const alerts = groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));
    expect(alerts.length).toBeGreaterThan(0);
    expect(alerts.filter((alert) => !fired.includes(alert))).toEqual([]);
  });

  it('understands every query of the dashboard', async () => {
    const rules = (await dashboardQueries()).map((expr, index) => ({ record: `query:${index}`, expr }));
    const scratch = await mkdtemp(join(tmpdir(), 'sottovoce-queries-'));
    try {
      const file = join(scratch, 'queries.yaml');
      await writeFile(file, stringify({ groups: [{ name: 'dashboard', rules }] }));
      const { stdout } = await promtool('check', 'rules', file);
      expect(stdout).toContain(`${rules.length} rules found`);
    } finally {
      await rm(scratch, { recursive: true });
    }
  });
});
