import { useTranslation } from 'react-i18next';
import { useSignal } from '../../app/use-signal.ts';
import { cx } from '../../design/cx.ts';
import { useMessages } from '../use-messages.ts';
import { FirstSteps } from './first-steps.tsx';
import styles from './welcome.module.css';

/** Stands beside the list while no conversation is open. */
export function Welcome() {
  const { t } = useTranslation();
  const { messenger } = useMessages();
  const isLoaded = useSignal(messenger.isLoaded);
  const isEmpty = useSignal(messenger.conversations).length === 0 && isLoaded;
  return (
    <main data-pane="main" tabIndex={-1} className={cx(styles.welcome)}>
      <div className={cx(styles.words)}>
        <h1 className={cx(styles.title)}>{t(isEmpty ? 'messages.first.title' : 'messages.welcome.title')}</h1>
        {isEmpty ? <FirstSteps /> : <p className={cx(styles.text)}>{t('messages.welcome.text')}</p>}
      </div>
    </main>
  );
}
