import { useTranslation } from 'react-i18next';
import styles from './brand.module.css';
import { cx } from './cx.ts';

/** The mark and the name; pressing them leads to the start page. */
export function Brand({ onPress }: { onPress?: () => void }) {
  const { t } = useTranslation();
  const mark = (
    <>
      <svg viewBox="0 0 32 32" aria-hidden focusable="false" className={cx(styles.mark)}>
        <rect width="32" height="32" rx="9" />
        <path d="M10 13v6M16 10v12M22 14v4" />
      </svg>
      {t('app.name')}
    </>
  );
  if (onPress === undefined) return <span className={cx(styles.brand)}>{mark}</span>;
  return (
    <a
      href="/"
      aria-label={t('app.homeLink')}
      className={cx(styles.brand)}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        onPress();
      }}
    >
      {mark}
    </a>
  );
}
