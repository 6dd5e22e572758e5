import { describe, expect, it } from '@jest/globals';
import { isMap, isScalar, parseDocument, type YAMLMap } from 'yaml';
import { bootstrapSchema } from '../protocol/room-token.ts';
import { environments, readConfigFiles } from './files.ts';
import { loadConfig } from './load.ts';
import { expectedAt, settingNames, settingPaths } from './setting-paths.ts';

type Entry = { readonly path: string; readonly commented: boolean };

/** Every setting of a file, and whether a comment stands right above it. */
function* entries(map: YAMLMap, path: readonly string[] = [], inherited = false): Generator<Entry> {
  for (const [index, { key, value }] of map.items.entries()) {
    if (!isScalar(key)) throw new Error('a key is no text');
    const here = [...path, String(key.value)];
    // A comment above the first key of a map belongs to the map.
    const commented =
      Boolean(key.commentBefore) || (index === 0 && (inherited || Boolean(map.commentBefore)));
    if (isMap(value) && !value.flow) yield* entries(value, here, Boolean(value.commentBefore));
    else yield { path: here.join('.'), commented };
  }
}

async function shippedFiles() {
  const [defaults, ...overlays] = await Promise.all(
    [undefined, ...(await environments())].map(async (name) => {
      const files = await readConfigFiles({ env: name === undefined ? {} : { SOTTOVOCE_ENV: name } });
      return files.at(-1) ?? { name: '', text: '' };
    }),
  );
  return { defaults: defaults ?? { name: '', text: '' }, overlays };
}

const { defaults, overlays } = await shippedFiles();

function settingsOf(text: string): Entry[] {
  const { contents } = parseDocument(text);
  return isMap(contents) ? [...entries(contents as YAMLMap)] : [];
}

describe('config/default.yaml', () => {
  it('names exactly the settings of the schema', () => {
    expect(
      settingsOf(defaults.text)
        .map(({ path }) => path)
        .sort(),
    ).toEqual([...settingNames].sort());
  });

  it('explains each of them', () => {
    expect(settingsOf(defaults.text).filter(({ commented }) => !commented)).toEqual([]);
  });

  it('proposes to clients what the protocol takes', () => {
    const { client } = loadConfig({ env: {}, files: [defaults] });
    expect(bootstrapSchema.shape.video.parse(client.video)).toEqual(client.video);
    expect(bootstrapSchema.shape.screen.parse(client.screen)).toEqual(client.screen);
    expect(bootstrapSchema.shape.audio.parse(client.audio)).toEqual(client.audio);
  });
});

describe('schema', () => {
  it.each(settingPaths.map((path) => [path.join('.'), path] as const))(
    'says in words what %s takes',
    (_, path) => {
      expect(expectedAt(path)).not.toMatch(/^a section|^a list of sections/);
    },
  );
});

describe('overlays', () => {
  it('are those for production and for tests', async () => {
    expect(await environments()).toEqual(['production', 'test']);
  });

  it.each(overlays.map((file) => [file.name, file] as const))('%s is valid over the defaults', (_, file) => {
    expect(() => loadConfig({ env: {}, files: [defaults, file] })).not.toThrow();
  });

  it.each(overlays.map((file) => [file.name, file] as const))(
    '%s says why each setting differs',
    (_, file) => {
      const settings = settingsOf(file.text);
      expect(settings.length).toBeGreaterThan(0);
      expect(settings.filter(({ commented }) => !commented)).toEqual([]);
    },
  );

  it.each(overlays.map((file) => [file.name, file] as const))('%s changes something with each', (_, file) => {
    const base: unknown = parseDocument(defaults.text).toJS();
    const over = parseDocument(file.text);
    for (const { path } of settingsOf(file.text)) {
      const value = over.getIn(path.split('.'));
      const before = path.split('.').reduce<unknown>((at, key) => Reflect.get(Object(at), key), base);
      expect([path, value]).not.toEqual([path, before]);
    }
  });
});
