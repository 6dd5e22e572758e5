import { z } from 'zod';
import { configSchema } from './schema.ts';

/** The schema of a section or setting, or `undefined` where there is none of that name. */
export function schemaAt(path: readonly PropertyKey[]): z.core.$ZodType | undefined {
  let schema: z.core.$ZodType = configSchema;
  for (const key of path) {
    const next = schema instanceof z.ZodObject ? schema.shape[String(key)] : undefined;
    if (next === undefined) return undefined;
    schema = next;
  }
  return schema;
}

/** What a setting takes, in words; for an element inside a setting, the words of that setting. */
export function expectedAt(path: readonly PropertyKey[]): string {
  for (let length = path.length; length > 0; length -= 1) {
    const schema = schemaAt(path.slice(0, length));
    if (schema === undefined) continue;
    const words = z.globalRegistry.get(schema)?.description;
    if (words !== undefined) return words;
    if (schema instanceof z.ZodObject) return `a section with ${Object.keys(schema.shape).join(', ')}`;
  }
  return 'a list of sections';
}

function* walk(schema: z.core.$ZodType, path: readonly string[]): Generator<readonly string[]> {
  if (!(schema instanceof z.ZodObject)) {
    yield path;
    return;
  }
  for (const [key, child] of Object.entries(schema.shape)) yield* walk(child, [...path, key]);
}

/** The path of every setting, such as `['media', 'portBase']`, without the sections themselves. */
export const settingPaths: readonly (readonly string[])[] = [...walk(configSchema, [])];

/** The dotted paths of all settings. */
export const settingNames: readonly string[] = settingPaths.map((path) => path.join('.'));
