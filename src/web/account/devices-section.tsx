import { Suspense, use, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Messenger, OwnDevice } from '../../client/messenger/api.ts';
import { useServices } from '../app/services.ts';
import { useSignal } from '../app/use-signal.ts';
import { Button } from '../design/button.tsx';
import { Confirmation } from '../design/confirmation.tsx';
import { cx } from '../design/cx.ts';
import { Spinner } from '../design/spinner.tsx';
import { formatMoment } from '../i18n/format.ts';
import { ProblemNote } from './account-form.tsx';
import styles from './account-page.module.css';
import { AccountSection } from './account-section.tsx';
import { useTask } from './use-task.ts';

/** The browsers that open this person's messages, by the list that they have signed. */
export function DevicesSection() {
  const { t } = useTranslation();
  const { loadMessenger } = useServices();
  return (
    <AccountSection title={t('account.devices.title')} note={t('account.devices.note')}>
      <Suspense fallback={<Spinner />}>
        <Devices loading={loadMessenger()} />
      </Suspense>
    </AccountSection>
  );
}

function Devices({ loading }: { loading: Promise<Messenger> }) {
  const { t, i18n } = useTranslation();
  const messenger = use(loading);
  const devices = useSignal(messenger.devices);
  const [revoking, setRevoking] = useState<OwnDevice>();
  const task = useTask();
  return (
    <>
      <ul className={cx(styles.browsers)}>
        {devices.map((device) => (
          <li key={device.deviceId} className={cx(styles.browser)}>
            <span className={cx(styles.browserWords)}>
              <span>{device.label}</span>
              <span className={cx(styles.when)}>
                {device.isCurrent
                  ? t('account.browsers.current')
                  : t('account.devices.added', { time: formatMoment(device.addedAt, i18n.language) })}
              </span>
            </span>
            {!device.isCurrent && (
              <Button
                label={t('account.devices.removeNamed', { browser: device.label })}
                onPress={() => setRevoking(device)}
              >
                {t('account.devices.remove')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <ProblemNote problem={task.problem} />
      <Confirmation
        title={t('account.devices.sure', { browser: revoking?.label ?? '' })}
        text={t('account.devices.text')}
        confirmLabel={t('account.devices.remove')}
        isOpen={revoking !== undefined}
        onCancel={() => setRevoking(undefined)}
        onConfirm={() => {
          setRevoking(undefined);
          if (revoking !== undefined) task.run(() => messenger.revokeDevice(revoking.deviceId));
        }}
      />
    </>
  );
}
