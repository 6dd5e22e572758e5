import { lazyTexts } from '../i18n/lazy-texts.ts';

/** Loads the texts of a call. */
export const loadCallTexts = lazyTexts({
  en: async () => (await import('../i18n/call-en.ts')).callEn,
  it: async () => (await import('../i18n/call-it.ts')).callIt,
});
