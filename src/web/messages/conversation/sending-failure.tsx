import { useTranslation } from 'react-i18next';
import { cx } from '../../design/cx.ts';
import styles from './sending-failure.module.css';

/** A message was not sent: what to do with it. */
export function SendingFailure({ onRetry, onDiscard }: { onRetry: () => void; onDiscard: () => void }) {
  const { t } = useTranslation();
  return (
    <p className={cx(styles.failure)}>
      <span>{t('messages.delivery.failed')}.</span>
      <button type="button" className={cx(styles.action)} onClick={onRetry}>
        {t('messages.retry')}
      </button>
      <button type="button" className={cx(styles.action)} onClick={onDiscard}>
        {t('messages.discard')}
      </button>
    </p>
  );
}
