import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** Of every metric's name. */
export const metricPrefix = 'sottovoce_';

/** Gauges of prom-client whose names end in `_total`, which Prometheus keeps for counters. */
const misnamed = [
  'nodejs_active_resources_total',
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
];

/**
 * Makes the registry of this process, with Node's own metrics in it. A feature owns its metrics: it
 * makes them with `registers: [registry]` and a name that starts with `sottovoce_`, in base units, with
 * `_total` at the end of counters and alone there, and never with a label that names a room or a person.
 *
 * @param version Shown as a label of `sottovoce_build_info`.
 * @example
 * const rooms = new Gauge({ name: 'sottovoce_rooms', help: 'Open rooms.', registers: [registry] });
 */
export function createMetrics(version: string): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: metricPrefix });
  for (const name of misnamed) registry.removeSingleMetric(metricPrefix + name);
  new Gauge({
    name: `${metricPrefix}build_info`,
    help: 'The version that runs, always 1.',
    labelNames: ['version'],
    registers: [registry],
  }).set({ version }, 1);
  return registry;
}
