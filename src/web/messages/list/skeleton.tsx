import { useTranslation } from 'react-i18next';
import { cx } from '../../design/cx.ts';
import styles from './skeleton.module.css';

/** Holds the place of the list while it loads. */
export function ListSkeleton() {
  const { t } = useTranslation();
  return (
    <>
      <p role="status" className="visually-hidden">
        {t('app.loading')}
      </p>
      <div aria-hidden className={cx(styles.rows)}>
        {[72, 48, 60, 40, 66, 52].map((width) => (
          <div key={width} className={cx(styles.row)}>
            <span className={cx(styles.circle)} />
            <span className={cx(styles.bar)} style={{ width: `${width}%` }} />
            <span className={cx(styles.bar, styles.faint)} />
          </div>
        ))}
      </div>
    </>
  );
}
