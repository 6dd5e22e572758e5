import { useTranslation } from 'react-i18next';
import { Button } from '../../design/button.tsx';
import { cx } from '../../design/cx.ts';
import { messagesPaths } from '../messages-path.ts';
import { useMessages } from '../use-messages.ts';
import styles from './first-steps.module.css';

/** What somebody does first who has talked to nobody here. */
export function FirstSteps() {
  const { t } = useTranslation();
  const { open } = useMessages();
  return (
    <section className={cx(styles.steps)}>
      <p className={cx(styles.lead)}>{t('messages.first.lead')}</p>
      <ol className={cx(styles.list)}>
        {(['add', 'share', 'compare'] as const).map((step) => (
          <li key={step} className={cx(styles.step)}>
            <h2 className={cx(styles.title)}>{t(`messages.first.${step}.title`)}</h2>
            <p className={cx(styles.text)}>{t(`messages.first.${step}.text`)}</p>
          </li>
        ))}
      </ol>
      <Button variant="primary" onPress={() => open(messagesPaths.contacts)}>
        {t('messages.first.action')}
      </Button>
    </section>
  );
}
