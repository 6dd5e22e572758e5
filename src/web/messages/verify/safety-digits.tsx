import { useTranslation } from 'react-i18next';
import { cx } from '../../design/cx.ts';
import styles from './safety-digits.module.css';

/** A safety number, large, in its groups of five. @param props.digits Groups with spaces between them. */
export function SafetyDigits({ digits }: { digits: string }) {
  const { t } = useTranslation();
  const groups = digits
    .trim()
    .split(/\s+/)
    .map((group, index) => ({ group, place: index + 1 }));
  return (
    <ol aria-label={t('messages.verify.number')} className={cx(styles.number)}>
      {groups.map(({ group, place }) => (
        <li key={place} className={cx(styles.group)}>
          <span aria-hidden>{group}</span>
          {/* A screen reader would read five digits as one number. */}
          <span className={cx('visually-hidden', styles.spoken)}>{[...group].join(' ')}</span>
        </li>
      ))}
    </ol>
  );
}
