import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Registry } from 'prom-client';
import { parse } from 'yaml';
import { z } from 'zod';
import { readConfig } from '../../src/config/files.ts';
import { type RunningServer, startServer } from '../../src/server/main.ts';
import { dashboardQueries } from './dashboard-queries.ts';

// Programs and servers start slowly on a machine that is busy with other tests.
jest.setTimeout(60_000);

const rulesFile = new URL('../../k8s/prometheus/rules.yaml', import.meta.url);
const rulesSchema = z.object({
  groups: z.array(z.object({ rules: z.array(z.object({ expr: z.string() })) })),
});
/** What prom-client keeps of a metric; its types tell the name alone. */
const registeredSchema = z.object({ name: z.string(), labelNames: z.array(z.string()) });

/** Labels that Prometheus and its histograms add. */
const labelsOfPrometheus = ['instance', 'job', 'le'];
/** Node's own metrics come with the library: one needs no panel for each. */
const ofNode = /^sottovoce_(nodejs|process)_/;

let directory: string;
let server: RunningServer;
let exposition: string;
const labels = new Map<string, readonly string[]>();
let queries: string[];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sottovoce-dashboard-'));
  const register = jest.spyOn(Registry.prototype, 'registerMetric');
  const env = { SOTTOVOCE_ENV: 'test', SOTTOVOCE_DATA_DIRECTORY: directory };
  server = await startServer(await readConfig({ env }));
  for (const [metric] of register.mock.calls) {
    const { name, labelNames } = registeredSchema.parse(metric);
    labels.set(name, labelNames);
  }
  exposition = await (await fetch(new URL('/metrics', server.urls.internal))).text();
  const { groups } = rulesSchema.parse(parse(await readFile(rulesFile, 'utf8')));
  queries = [...(await dashboardQueries()), ...groups.flatMap(({ rules }) => rules.map(({ expr }) => expr))];
});

afterAll(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

/** Names of the metrics that the server exposes. */
function exposed(): Map<string, string> {
  const types = exposition.matchAll(/^# TYPE (\w+) (\w+)$/gm);
  return new Map([...types].map(([, name = '', type = '']) => [name, type]));
}

/** Names of the metrics in a query; a histogram's series count as the histogram. */
function metricsIn(query: string): string[] {
  const types = exposed();
  return [...query.matchAll(/\bsottovoce_\w+/g)].map(([series]) => {
    const histogram = series.replace(/_(bucket|sum|count)$/, '');
    return ['histogram', 'summary'].includes(types.get(histogram) ?? '') ? histogram : series;
  });
}

/** Names of the labels that a query matches or groups by. */
function labelsIn(query: string): string[] {
  const matched = [...query.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"/g)].map(([, label = '']) => label);
  const grouped = [...query.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(/,\s*/));
  return [...matched, ...grouped];
}

describe('the overview dashboard and the alerts', () => {
  it('ask for metrics that a running server has', () => {
    const asked = new Set(queries.flatMap(metricsIn));
    expect(asked.size).toBeGreaterThan(20);
    expect([...asked].filter((name) => !exposed().has(name))).toEqual([]);
  });

  it('ask for labels that these metrics have', () => {
    const unknown = queries.flatMap((query) => {
      const known = [...labelsOfPrometheus, ...metricsIn(query).flatMap((name) => labels.get(name) ?? [])];
      return labelsIn(query)
        .filter((label) => !known.includes(label))
        .map((label) => `${label} in ${query}`);
    });
    expect(unknown).toEqual([]);
  });

  it('leave no metric of the server out', () => {
    const asked = new Set(queries.flatMap(metricsIn));
    const own = [...exposed().keys()].filter((name) => !ofNode.test(name));
    expect(own.filter((name) => !asked.has(name))).toEqual([]);
  });
});
