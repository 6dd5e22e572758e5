import { lazyTexts } from '../i18n/lazy-texts.ts';

/** Loads the texts of contacts and conversations. */
export const loadMessagesTexts = lazyTexts({
  en: async () => ({ messages: (await import('../i18n/messages-en.ts')).messagesEn }),
  it: async () => ({ messages: (await import('../i18n/messages-it.ts')).messagesIt }),
});
