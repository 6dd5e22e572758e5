import { Mic, MicOff, SlidersHorizontal, Video, VideoOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { cx } from '../design/cx.ts';
import { Icon } from '../design/icon.tsx';
import { browserFamily } from './browser-family.ts';
import styles from './permission-picture.module.css';

/** Where this browser keeps the permission: its address bar with the dialog below, drawn and told. */
export function PermissionPicture({ device }: { device: 'camera' | 'microphone' }) {
  const { t } = useTranslation();
  const family = browserFamily(navigator.userAgent);
  const blocked = device === 'camera' ? VideoOff : MicOff;
  return (
    <figure className={cx(styles.figure)}>
      <div aria-hidden className={cx(styles.picture)}>
        <div className={cx(styles.addressBar, family === 'safari' && styles.centred)}>
          <span className={cx(styles.handle)}>
            <Icon of={family === 'firefox' ? blocked : SlidersHorizontal} size="small" />
          </span>
          <span>{window.location.host}</span>
        </div>
        <div className={cx(styles.dialog)}>
          <span>
            <Icon of={Video} size="small" />
            {t('device.camera')}
          </span>
          <span className={cx(styles.choice, device === 'camera' && styles.change)}>
            {t(device === 'camera' ? 'trouble.permissionPicture.blocked' : 'trouble.permissionPicture.allow')}
          </span>
          <span>
            <Icon of={Mic} size="small" />
            {t('device.microphone')}
          </span>
          <span className={cx(styles.choice, device === 'microphone' && styles.change)}>
            {t(
              device === 'microphone'
                ? 'trouble.permissionPicture.blocked'
                : 'trouble.permissionPicture.allow',
            )}
          </span>
        </div>
      </div>
      <figcaption className={cx(styles.caption)}>{t(`trouble.permissionPicture.${family}`)}</figcaption>
    </figure>
  );
}
