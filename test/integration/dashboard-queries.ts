import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const file = new URL('../../k8s/grafana/overview.json', import.meta.url);

const dashboardSchema = z.object({
  panels: z.array(z.object({ targets: z.array(z.object({ expr: z.string() })).default([]) })),
  annotations: z.object({ list: z.array(z.object({ expr: z.string() })) }),
});

/** Every query of the overview dashboard, as Grafana would send it: with its variables filled in. */
export async function dashboardQueries(): Promise<string[]> {
  const { panels, annotations } = dashboardSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  const queries = [...panels.flatMap(({ targets }) => targets), ...annotations.list].map(({ expr }) => expr);
  return queries.map((expr) => expr.replaceAll('$__rate_interval', '1m').replaceAll('$instance', '.*'));
}
