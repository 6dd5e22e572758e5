import { MonitorSmartphone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useDevice } from '../../app/device.ts';
import { useSignal } from '../../app/use-signal.ts';
import { Button } from '../../design/button.tsx';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { formatMoment, formatNames } from '../../i18n/format.ts';
import { useMessages } from '../use-messages.ts';
import styles from './new-devices.module.css';

/** A browser has logged in that was not seen before: whoever does not know it takes it out. */
export function NewDevices() {
  const { t, i18n } = useTranslation();
  const { messenger } = useMessages();
  const { navigation } = useDevice();
  const devices = useSignal(messenger.newDevices);
  if (devices.length === 0) return null;
  const labels = formatNames(
    devices.map(({ label }) => label),
    i18n.language,
  );
  const time = formatMoment(Math.max(...devices.map(({ addedAt }) => addedAt)), i18n.language);
  return (
    <section aria-label={t('messages.newDevices.title')} className={cx(styles.banner)}>
      <p className={cx(styles.words)}>
        <Icon of={MonitorSmartphone} size="small" />
        <span>{t('messages.newDevices.text', { count: devices.length, labels, time })}</span>
      </p>
      <div className={cx(styles.actions)}>
        <Button onPress={() => messenger.dismissNewDevices()}>{t('messages.newDevices.mine')}</Button>
        <Button variant="quiet" onPress={() => navigation.openAccount('account')}>
          {t('messages.newDevices.look')}
        </Button>
      </div>
    </section>
  );
}
