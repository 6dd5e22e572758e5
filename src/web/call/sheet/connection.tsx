import { useTranslation } from 'react-i18next';
import type { Call } from '../../../client/api.ts';
import { useSignal } from '../../app/use-signal.ts';
import { cx } from '../../design/cx.ts';
import { formatMilliseconds, formatRatio } from '../../i18n/format.ts';
import { qualityNames, SignalBars } from '../tile/signal-bars.tsx';
import styles from './connection.module.css';

/** How well one's own connection does, and what helps. */
export function Connection({ call }: { call: Call }) {
  const { t, i18n } = useTranslation();
  const { level, reason, roundTripTime, packetLoss } = useSignal(call.quality);
  const figures = [
    roundTripTime !== undefined &&
      t('quality.roundTripTime', { value: formatMilliseconds(roundTripTime, i18n.language) }),
    packetLoss !== undefined && t('quality.packetLoss', { value: formatRatio(packetLoss, i18n.language) }),
  ].filter((figure) => figure !== false);
  return (
    <div className={cx(styles.quality)}>
      <SignalBars level={level} />
      <h3 className={cx(styles.title)}>
        {t('quality.label', { level: t(`quality.level.${qualityNames[level]}`) })}
      </h3>
      <p className={cx(styles.detail)}>
        {t(`quality.own.${reason}`)} {level <= 2 && t('quality.advice')}
      </p>
      {figures.length > 0 && <p className={cx(styles.figures)}>{figures.join(' · ')}</p>}
    </div>
  );
}
