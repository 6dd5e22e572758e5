import type { i18n } from 'i18next';
import type { AccountMessages } from '../i18n/account-en.ts';
import { type Language, languages } from '../i18n/i18n.ts';

const accountLoaders: Readonly<Record<Language, () => Promise<AccountMessages>>> = {
  en: async () => (await import('../i18n/account-en.ts')).accountEn,
  it: async () => (await import('../i18n/account-it.ts')).accountIt,
};

const accountTexts = new Map<string, Promise<void>>();

/** Loads the texts of an account's pages in a language whose others are there. @returns Always the same for a language. */
export function loadAccountTexts(i18n: i18n, language: string): Promise<void> {
  const known = languages.find((other) => other === language) ?? 'en';
  let loading = accountTexts.get(known);
  if (loading === undefined) {
    loading = accountLoaders[known]().then((account) => {
      i18n.addResourceBundle(known, 'translation', { account }, true);
    });
    accountTexts.set(known, loading);
  }
  return loading;
}
