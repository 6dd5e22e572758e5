import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from '../../design/cx.ts';
import styles from './verification-code.module.css';

/**
 * The code of the call in its groups, large enough to be read aloud from a distance.
 *
 * @param props.code Groups of digits with spaces between them.
 */
export function VerificationCode({ code }: { code: string }) {
  const { t } = useTranslation();
  const first = useRef(code);
  const groups = code.split(' ').map((digits, index) => ({ digits, place: index + 1 }));
  return (
    <>
      <ol aria-label={t('security.code.label')} className={cx(styles.code)}>
        {groups.map(({ digits, place }) => (
          <li key={place} className={cx(styles.group)}>
            <span aria-hidden>{digits}</span>
            {/* A screen reader would read five digits as one number. */}
            <span className={cx('visually-hidden', styles.spoken)}>{[...digits].join(' ')}</span>
          </li>
        ))}
      </ol>
      <p role="status" className={cx(styles.changed)}>
        {code !== first.current && t('security.code.changed')}
      </p>
    </>
  );
}
