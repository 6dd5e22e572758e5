import { Button } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import { useSignal } from '../../app/use-signal.ts';
import { cx } from '../../design/cx.ts';
import { formatClock } from '../../i18n/format.ts';
import type { CallViewModel } from '../call-view-model.ts';
import { qualityNames, SignalBars } from '../tile/signal-bars.tsx';
import styles from './call-status.module.css';

/** How well the call goes, which a press tells in sentences, and how long it lasts. */
export function CallStatus({ model }: { model: CallViewModel }) {
  const { t } = useTranslation();
  const elapsed = useSignal(model.elapsed);
  const quality = useSignal(model.call.quality);
  const time = formatClock(elapsed);
  return (
    <div className={cx(styles.status)}>
      <Button
        preventFocusOnPress
        aria-label={t('quality.label', { level: t(`quality.level.${qualityNames[quality.level]}`) })}
        className={cx(styles.button)}
        onPress={() => model.openSheet('connection')}
      >
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
