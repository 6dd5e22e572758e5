import { lazyTexts } from '../i18n/lazy-texts.ts';

/** Loads the texts of an account's pages. */
export const loadAccountTexts = lazyTexts({
  en: async () => ({ account: (await import('../i18n/account-en.ts')).accountEn }),
  it: async () => ({ account: (await import('../i18n/account-it.ts')).accountIt }),
});
