import { CloudOff, ShieldAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSignal } from '../../app/use-signal.ts';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { useMessages } from '../use-messages.ts';
import styles from './connection-line.module.css';

/** Says what still works while the server is out of reach, or is not to be believed. */
export function ConnectionLine() {
  const { t } = useTranslation();
  const { messenger } = useMessages();
  const connection = useSignal(messenger.connection);
  const isDoubted = useSignal(messenger.isDoubted);
  if (isDoubted) {
    return (
      <p role="alert" className={cx(styles.line, styles.doubted)}>
        <Icon of={ShieldAlert} size="small" />
        {t('messages.connection.doubted')}
      </p>
    );
  }
  return (
    <p role="status" className={cx(styles.line, styles[connection])}>
      {connection === 'offline' && (
        <>
          <Icon of={CloudOff} size="small" />
          {t('messages.connection.offline')}
        </>
      )}
      {connection === 'connecting' && t('messages.connection.connecting')}
    </p>
  );
}
