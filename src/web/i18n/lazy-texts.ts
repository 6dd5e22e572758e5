import type { i18n } from 'i18next';
import { type Language, languages } from './i18n.ts';

/**
 * Texts that load with the pages that show them, beside those that are there from the start.
 *
 * @returns Loads them in a language. Its promise is always the same for a language.
 */
export function lazyTexts(
  loaders: Readonly<Record<Language, () => Promise<object>>>,
): (i18n: i18n, language: string) => Promise<void> {
  const loading = new Map<Language, Promise<void>>();
  return (i18n, language) => {
    const known = languages.find((other) => other === language) ?? 'en';
    let texts = loading.get(known);
    if (texts === undefined) {
      texts = loaders[known]().then((bundle) => {
        i18n.addResourceBundle(known, 'translation', bundle, true);
      });
      loading.set(known, texts);
    }
    return texts;
  };
}
