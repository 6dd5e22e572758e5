import { type Language, languages } from '../../i18n/i18n.ts';
import type { Emoji } from './emoji-search.ts';

const loaders = {
  en: async () => (await import('emojibase-data/en/compact.json', { with: { type: 'json' } })).default,
  it: async () => (await import('emojibase-data/it/compact.json', { with: { type: 'json' } })).default,
} as const satisfies Record<Language, unknown>;

/** Skin tones and hair by themselves are nothing that one would send. */
const componentGroup = 2;

const loaded = new Map<Language, Promise<readonly Emoji[]>>();

/** All emoji with their names in a language. @returns Always the same for a language. */
export function loadEmoji(language: string): Promise<readonly Emoji[]> {
  const known = languages.find((other) => other === language) ?? 'en';
  let emoji = loaded.get(known);
  if (emoji === undefined) {
    emoji = loaders[known]().then((list) =>
      list
        .flatMap(({ unicode, label, tags = [], group, order = 0 }) =>
          group === undefined || group === componentGroup
            ? []
            : [{ emoji: unicode, label, tags, group, order }],
        )
        .sort((a, b) => a.order - b.order),
    );
    loaded.set(known, emoji);
  }
  return emoji;
}
