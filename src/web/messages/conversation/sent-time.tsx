import { useTranslation } from 'react-i18next';
import { formatTime } from '../moments.ts';

export function SentTime({ at }: { at: number }) {
  const { i18n } = useTranslation();
  return <time dateTime={new Date(at).toISOString()}>{formatTime(at, i18n.language)}</time>;
}
