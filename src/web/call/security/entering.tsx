import { useTranslation } from 'react-i18next';
import { useSignal } from '../../app/use-signal.ts';
import { cx } from '../../design/cx.ts';
import { Spinner } from '../../design/spinner.tsx';
import styles from './entering.module.css';
import type { SecurityViewModel } from './security-view-model.ts';

/** Stands on the stage while keys are agreed: nothing is sent and nothing can be shown. */
export function Entering({ security }: { security: SecurityViewModel }) {
  const { t } = useTranslation();
  const lock = useSignal(security.lock);
  const takesLong = lock.kind === 'entering' && lock.takesLong;
  return (
    <section role="status" className={cx(styles.entering)}>
      <Spinner size="large" />
      <h1 className={cx(styles.title)}>{t('entering.title')}</h1>
      <p className={cx(styles.text)}>{t(takesLong ? 'entering.takesLong' : 'entering.text')}</p>
    </section>
  );
}
