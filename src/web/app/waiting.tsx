import { useTranslation } from 'react-i18next';
import { cx } from '../design/cx.ts';
import styles from './waiting.module.css';

/** Stands for a page that is on its way. It stays unseen at first, so that a fast page does not flicker. */
export function Waiting() {
  const { t } = useTranslation();
  return (
    <main className={cx(styles.waiting)}>
      <p role="status">{t('app.loading')}</p>
    </main>
  );
}
