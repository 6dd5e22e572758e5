import { ShieldAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSignal } from '../../app/use-signal.ts';
import { Button } from '../../design/button.tsx';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { formatNames } from '../../i18n/format.ts';
import styles from './alarm-banners.module.css';
import type { SecurityViewModel } from './security-view-model.ts';

export interface AlarmBannersProps {
  security: SecurityViewModel;
  /** Leads to the code; undefined where it stands below. */
  onCompare?: () => void;
}

/** The alarms of the encryption, one banner for each kind, until dismissed. */
export function AlarmBanners({ security, onCompare }: AlarmBannersProps) {
  const { t, i18n } = useTranslation();
  const groups = useSignal(security.alarms);
  if (groups.length === 0) return null;
  return (
    <div className={cx(styles.banners)}>
      {groups.map((group) => {
        const names = formatNames(group.names, i18n.language);
        const count = Math.max(1, group.names.length);
        return (
          <section key={group.kind} role="alert" data-alarm={group.kind} className={cx(styles.banner)}>
            <Icon of={ShieldAlert} size="large" />
            <div className={cx(styles.words)}>
              <h2 className={cx(styles.title)}>{t(`alarm.${group.kind}.title`, { names, count })}</h2>
              <p>{t(`alarm.${group.kind}.text`, { names, count })}</p>
            </div>
            <div className={cx(styles.actions)}>
              {onCompare !== undefined && <Button onPress={onCompare}>{t('alarm.compare')}</Button>}
              <Button onPress={() => security.dismiss(group)}>{t('alarm.dismiss')}</Button>
            </div>
          </section>
        );
      })}
    </div>
  );
}
