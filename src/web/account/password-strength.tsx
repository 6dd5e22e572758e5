import { useTranslation } from 'react-i18next';
import { cx } from '../design/cx.ts';
import styles from './password-strength.module.css';

const steps = [1, 2, 3, 4] as const;
const words = ['atOnce', 'quickly', 'fair', 'good', 'veryGood'] as const;

/** How hard a password is to guess, from 0 to 4, in bars and in words. */
export function PasswordStrength({ score }: { score: 0 | 1 | 2 | 3 | 4 }) {
  const { t } = useTranslation();
  const tone = score < 2 ? styles.weak : score < 3 ? styles.fair : styles.good;
  return (
    <div role="status" className={cx(styles.strength)}>
      <div aria-hidden className={cx(styles.meter)}>
        {steps.map((step) => (
          <span key={step} className={cx(styles.step, step <= Math.max(1, score) && tone)} />
        ))}
      </div>
      <p>{t(`account.strength.${words[score]}`)}</p>
    </div>
  );
}
