import { isMap, isScalar, parseDocument } from 'yaml';
import type { z } from 'zod';
import { ConfigError, type ConfigProblem } from './config-error.ts';
import { nearestName } from './nearest-name.ts';
import { type Config, configSchema } from './schema.ts';
import { expectedAt, settingNames } from './setting-paths.ts';
import { type Environment, readVariables } from './variables.ts';

/** A configuration file as it was read. */
export type ConfigFile = {
  /** How messages call it, such as `config/default.yaml`. */
  readonly name: string;
  readonly text: string;
};

/** What is never repeated, however wrong. */
const secretSettings = new Set(['secret', 'storage.database']);

type Section = { [key: string]: unknown };

const isSection = (value: unknown): value is Section =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Merges files and `SOTTOVOCE_*` variables into the configuration. Reads nothing from disk.
 *
 * @param files Least important first; the first one has to name every setting.
 * @throws {@link ConfigError} naming every wrong or unknown setting.
 * @example
 * const config = loadConfig({ env: { SOTTOVOCE_MEDIA__WORKERS: '2' }, files: [defaults] });
 */
export function loadConfig({ env, files }: { env: Environment; files: readonly ConfigFile[] }): Config {
  const problems: ConfigProblem[] = [];
  const origins = new Map<string, string>();
  const merged: Section = {};
  for (const file of files) {
    const values = readFile(file, problems);
    merge(merged, values, file.name, [], origins);
  }
  const variables = readVariables(env);
  problems.push(...variables.problems);
  for (const { path, value, origin } of variables.settings) {
    merge(merged, nest(path, value), origin, [], origins);
  }

  const parsed = configSchema.safeParse(merged);
  if (!parsed.success) {
    problems.push(...parsed.error.issues.flatMap((issue) => explain(issue, merged, origins)));
  }
  if (problems.length > 0 || !parsed.success) throw new ConfigError(problems);
  return parsed.data;
}

function readFile(file: ConfigFile, problems: ConfigProblem[]): Section {
  const document = parseDocument(file.text, { uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) {
    problems.push({ path: '', origin: file.name, message: `is not YAML: ${error.message}` });
    return {};
  }
  const { contents } = document;
  const empty = contents === null || (isScalar(contents) && contents.value === null);
  if (!empty && !isMap(contents)) {
    problems.push({ path: '', origin: file.name, message: 'expected sections and settings, such as "log:"' });
    return {};
  }
  const values: unknown = document.toJS();
  return isSection(values) ? values : {};
}

function nest(path: readonly string[], value: unknown): Section {
  const nested = path.reduceRight((inner, key) => ({ [key]: inner }), value);
  return isSection(nested) ? nested : {};
}

/** Lays `values` over `target`: sections are merged, everything else is replaced. */
function merge(
  target: Section,
  values: Section,
  origin: string,
  path: readonly string[],
  origins: Map<string, string>,
): void {
  for (const [key, value] of Object.entries(values)) {
    const below = target[key];
    const here = [...path, key];
    if (isSection(below)) {
      // A section whose settings are all commented out reads as null and changes nothing.
      if (value === null) continue;
      if (isSection(value)) {
        merge(below, value, origin, here, origins);
        continue;
      }
    }
    if (isSection(value)) {
      const section: Section = {};
      target[key] = section;
      merge(section, value, origin, here, origins);
    } else {
      target[key] = value;
    }
    origins.set(here.join('.'), origin);
  }
}

/** Turns an issue of the schema into sentences for the person who wrote the setting. */
function explain(issue: z.core.$ZodIssue, merged: Section, origins: Map<string, string>): ConfigProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const path = [...issue.path, key].join('.');
      const near = nearestName(path, settingNames);
      const guess = near === undefined ? '' : ` Did you mean ${near}?`;
      return {
        path,
        origin: originOf([...issue.path, key], origins),
        message: `there is no such setting.${guess}`,
      };
    });
  }
  const expected =
    issue.code === 'custom' && issue.message !== 'Invalid input' ? issue.message : expectedAt(issue.path);
  const found = valueAt(merged, issue.path);
  const secret = secretSettings.has(issue.path.join('.'));
  const but =
    found === undefined
      ? 'it is missing'
      : secret
        ? 'it is something else'
        : `found ${JSON.stringify(found)}`;
  return [
    {
      path: issue.path.join('.'),
      origin: originOf(issue.path, origins),
      message: `expected ${expected}, but ${but}.`,
    },
  ];
}

function originOf(path: readonly PropertyKey[], origins: Map<string, string>): string {
  for (let length = path.length; length > 0; length -= 1) {
    const origin = origins.get(path.slice(0, length).join('.'));
    if (origin !== undefined) return origin;
  }
  return 'no file';
}

function valueAt(values: unknown, path: readonly PropertyKey[]): unknown {
  let value = values;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}
