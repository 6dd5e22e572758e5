import { AppWindow, CloudOff, DoorClosed, DoorOpen, Hourglass, Wrench } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { EndReason } from '../../protocol/server-messages.ts';
import { useDevice } from '../app/device.ts';
import { Button } from '../design/button.tsx';
import { cx } from '../design/cx.ts';
import { Icon } from '../design/icon.tsx';
import { MessagePage } from '../design/message-page.tsx';
import { formatDuration } from '../i18n/format.ts';
import styles from './ended-page.module.css';

const icons = {
  left: DoorOpen,
  'room-closed': DoorClosed,
  removed: DoorClosed,
  'duplicate-session': AppWindow,
  'node-draining': Wrench,
  'rate-limited': Hourglass,
  failed: CloudOff,
} as const;

export interface EndedPageProps {
  reason: EndReason | 'left' | 'failed';
  /** In milliseconds. */
  lasted: number;
  onRejoin: () => void;
}

/** After a call: why it ended, and the way back where there is one. */
export function EndedPage({ reason, lasted, onRejoin }: EndedPageProps) {
  const { t, i18n } = useTranslation();
  const { navigation } = useDevice();
  useEffect(() => {
    document.title = t('title.start');
  }, [t]);
  const mayReturn = reason !== 'removed' && reason !== 'room-closed';
  return (
    <MessagePage
      icon={<Icon of={icons[reason]} size="large" />}
      title={t(`ended.${reason}.title`)}
      text={t(`ended.${reason}.text`)}
      onHome={navigation.openStart}
      actions={
        <>
          {mayReturn && (
            <Button variant="primary" size="large" onPress={onRejoin}>
              {t(reason === 'duplicate-session' ? 'ended.bringBack' : 'ended.rejoin')}
            </Button>
          )}
          <Button size="large" onPress={navigation.openStart}>
            {t('app.home')}
          </Button>
        </>
      }
    >
      <p className={cx(styles.lasted)}>
        {t('ended.lasted', { time: formatDuration(lasted, i18n.language) })}
      </p>
    </MessagePage>
  );
}
