import { useTranslation } from 'react-i18next';
import type { QuotedMessage } from '../../../client/messenger/api.ts';
import { cx } from '../../design/cx.ts';
import styles from './quote.module.css';

/** The message that is answered. Pressing it leads there. */
export function Quote({ quoted, onPress }: { quoted: QuotedMessage; onPress: () => void }) {
  const { t } = useTranslation();
  const { author, excerpt } = quoted;
  const name = author === 'me' ? t('messages.you') : author?.displayName;
  return (
    <button type="button" className={cx(styles.quote)} onClick={onPress}>
      <span className="visually-hidden">{t('messages.replyTo')} </span>
      {name !== undefined && <span className={cx(styles.name)}>{name}</span>}
      <span className={cx(styles.excerpt)}>{excerpt ?? t('messages.quoteMissing')}</span>
    </button>
  );
}
