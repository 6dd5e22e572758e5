import { Lock, ShieldHalf } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import { useSignal } from '../../app/use-signal.ts';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { formatClock } from '../../i18n/format.ts';
import type { CallViewModel } from '../call-view-model.ts';
import { qualityNames, SignalBars } from '../tile/signal-bars.tsx';
import styles from './call-status.module.css';

/** How private the call is, how long it lasts and how well it goes; a press tells it in sentences. */
export function CallStatus({ model }: { model: CallViewModel }) {
  const { t } = useTranslation();
  const elapsed = useSignal(model.elapsed);
  const locked = useSignal(model.call.locked);
  const quality = useSignal(model.call.quality);
  const time = formatClock(elapsed);
  return (
    <div className={cx(styles.status)}>
      <Button
        preventFocusOnPress
        aria-label={`${t('security.label')}. ${t('quality.label', { level: t(`quality.level.${qualityNames[quality.level]}`) })}`}
        className={cx(styles.button)}
        onPress={() => model.openSheet('security')}
      >
        <Icon of={locked ? Lock : ShieldHalf} size="small" />
        <span className={cx(quality.level <= 2 && styles.weak)}>
          <SignalBars level={quality.level} />
        </span>
      </Button>
      <span className="visually-hidden">{t('bar.duration', { time })}</span>
      <time aria-hidden className={cx(styles.clock)}>
        {time}
      </time>
    </div>
  );
}
