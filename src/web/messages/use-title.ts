import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useSignal } from '../app/use-signal.ts';
import { useMessages } from './use-messages.ts';

/** Names the page in the window's title, after how many conversations have something new. */
export function useTitle(page: string): void {
  const { t } = useTranslation();
  const { messenger } = useMessages();
  const news = useSignal(messenger.conversations).filter(
    ({ unread, isMuted, isArchived }) => unread > 0 && !isMuted && !isArchived,
  ).length;
  useEffect(() => {
    const title = t('title.account', { page });
    document.title = news === 0 ? title : t('messages.titleWithNews', { count: news, title });
  }, [news, page, t]);
}
