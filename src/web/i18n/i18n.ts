import { effect, type ReadonlySignal } from '@preact/signals-core';
import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Preferences } from '../app/preferences.ts';
import type { accountEn } from './account-en.ts';
import type { callEn } from './call-en.ts';
import type { en, Messages } from './en.ts';
import type { messagesEn } from './messages-en.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: {
      translation: typeof en & typeof callEn & { account: typeof accountEn; messages: typeof messagesEn };
    };
  }
}

export const languages = ['en', 'it'] as const;
export type Language = (typeof languages)[number];

/** Each language under its own name. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', it: 'Italiano' };

const loaders: Readonly<Record<Language, () => Promise<Messages>>> = {
  en: async () => (await import('./en.ts')).en,
  it: async () => (await import('./it.ts')).it,
};

/** The first of the languages that a person prefers (BCP 47 tags) that the app speaks, else English. */
export function chooseLanguage(choice: Preferences['language'], preferred: readonly string[]): Language {
  if (choice !== 'system') return choice;
  for (const tag of preferred) {
    const language = languages.find((known) => tag.toLowerCase().split('-')[0] === known);
    if (language !== undefined) return language;
  }
  return 'en';
}

/**
 * Loads the person's language and follows later choices.
 *
 * @returns The translator and a function that stops following.
 */
export async function createI18n(
  preferences: ReadonlySignal<Preferences>,
  preferred: readonly string[],
  root: HTMLElement,
): Promise<{ i18n: i18n; stop: () => void }> {
  const i18n = i18next.createInstance();
  const lng = chooseLanguage(preferences.value.language, preferred);
  await i18n.use(initReactI18next).init({
    lng,
    resources: { [lng]: { translation: await loaders[lng]() } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  const use = async (language: Language) => {
    if (!i18n.hasResourceBundle(language, 'translation')) {
      i18n.addResourceBundle(language, 'translation', await loaders[language]());
    }
    await i18n.changeLanguage(language);
    root.lang = language;
  };
  root.lang = lng;
  const stop = effect(() => {
    const language = chooseLanguage(preferences.value.language, preferred);
    if (language !== i18n.language) void use(language);
  });
  return { i18n, stop };
}
