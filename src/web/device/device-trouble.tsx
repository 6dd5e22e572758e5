import { MicOff, VideoOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { CaptureFailure } from '../../client/api.ts';
import { Button } from '../design/button.tsx';
import { cx } from '../design/cx.ts';
import { Icon } from '../design/icon.tsx';
import styles from './device-trouble.module.css';
import { PermissionPicture } from './permission-picture.tsx';

export interface DeviceTroubleProps {
  device: 'camera' | 'microphone';
  reason: CaptureFailure;
  onTryAgain: () => void;
  /** Leads to the list of devices. */
  onChooseOther?: () => void;
  onDismiss?: () => void;
}

/** What is wrong with a device, and what to do. */
export function DeviceTrouble({ device, reason, onTryAgain, onChooseOther, onDismiss }: DeviceTroubleProps) {
  const { t } = useTranslation();
  return (
    <section role="alert" className={cx(styles.trouble)}>
      <span className={cx(styles.icon)}>
        <Icon of={device === 'camera' ? VideoOff : MicOff} />
      </span>
      <div className={cx(styles.words)}>
        <h2 className={cx(styles.title)}>{t(`trouble.${device}.${reason}.title`)}</h2>
        <p>{t(`trouble.${device}.${reason}.text`)}</p>
        {reason === 'permission-denied' && <PermissionPicture device={device} />}
        <div className={cx(styles.actions)}>
          <Button variant="primary" onPress={onTryAgain}>
            {t('app.tryAgain')}
          </Button>
          {onChooseOther !== undefined && <Button onPress={onChooseOther}>{t('trouble.otherDevice')}</Button>}
          {onDismiss !== undefined && (
            <Button variant="quiet" onPress={onDismiss}>
              {t('trouble.dismiss')}
            </Button>
          )}
        </div>
      </div>
    </section>
  );
}
