import { parse } from 'yaml';
import { z } from 'zod';
import type { ConfigProblem } from './config-error.ts';
import { nearestName } from './nearest-name.ts';
import { schemaAt, settingPaths } from './setting-paths.ts';

const prefix = 'SOTTOVOCE_';
/** Read elsewhere: which overlay, which file; and what the set-up before a start or a test takes (scripts/setup). */
const reserved = /^SOTTOVOCE_(ENV|CONFIG|CACHE|CHROMIUM|FIREFOX|POSTGRES|TEST_RESULTS)$/;
/**
 * Kubernetes puts such variables into every pod beside a Service whose name starts with `sottovoce`
 * (service links); they are not settings.
 */
const serviceLinkName =
  /^SOTTOVOCE_([A-Z0-9]+_)*(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_\d+_[A-Z]+(_(PROTO|PORT|ADDR))?)$/;
const serviceLinkValue = /^(tcp|udp|sctp):\/\//;

export type Environment = Readonly<Record<string, string | undefined>>;

export type VariableSetting = {
  /** The variable's name, as the origin of the setting. */
  readonly origin: string;
  readonly path: readonly string[];
  readonly value: unknown;
};

/** The variable that sets a path: `media.portBase` is `SOTTOVOCE_MEDIA__PORT_BASE`. */
export function variableName(path: readonly string[]): string {
  return prefix + path.map((key) => key.replace(/[A-Z]/g, '_$&').toUpperCase()).join('__');
}

const pathByVariable = new Map(settingPaths.map((path) => [variableName(path), path]));

/** Reads all settings from the environment's `SOTTOVOCE_*` variables. */
export function readVariables(env: Environment): {
  settings: VariableSetting[];
  problems: ConfigProblem[];
} {
  const settings: VariableSetting[] = [];
  const problems: ConfigProblem[] = [];
  for (const [name, text] of Object.entries(env)) {
    if (text === undefined || !name.startsWith(prefix) || reserved.test(name)) continue;
    const path = pathByVariable.get(name);
    if (path !== undefined) {
      settings.push({ origin: name, path, value: readValue(text, schemaAt(path)) });
    } else if (!serviceLinkName.test(name) && !serviceLinkValue.test(text)) {
      problems.push({ path: '', origin: name, message: unknownVariable(name) });
    }
  }
  return { settings, problems };
}

function unknownVariable(name: string): string {
  const spread = (variable: string) => variable.replaceAll('__', '.');
  const names = new Map([...pathByVariable.keys()].map((variable) => [spread(variable), variable]));
  const near = nearestName(spread(name), [...names.keys()]);
  const guess = near === undefined ? '' : ` Did you mean ${names.get(near)}?`;
  return `there is no such setting.${guess}`;
}

/**
 * A variable is text. It is taken as it stands where its setting takes text (a secret of digits stays
 * text), else as YAML, else as a list with commas. The schema refuses what fits none.
 */
function readValue(text: string, schema: z.core.$ZodType | undefined): unknown {
  const yaml = readYaml(text);
  const list = text.split(',').map((element) => element.trim());
  const candidates = text === 'null' || text === '' ? [null] : [text, yaml, list];
  const fits = (value: unknown) => schema !== undefined && z.safeParse(schema, value).success;
  return candidates.find(fits) ?? yaml;
}

function readYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    // Not YAML, so it can only be meant as text; the schema says what was expected.
    return text;
  }
}
