import type { ReadonlySignal } from '@preact/signals-core';
import { useEffect, useRef } from 'react';
import { cx } from './cx.ts';
import styles from './level-meter.module.css';

/**
 * A bar that moves with the voice. It follows the signal without rendering again, since it changes
 * some fifteen times a second.
 */
export function LevelMeter({
  level,
  label,
  isMuted = false,
}: {
  level: ReadonlySignal<number>;
  label: string;
  isMuted?: boolean;
}) {
  const meter = useRef<HTMLDivElement>(null);
  const fill = useRef<HTMLDivElement>(null);
  useEffect(
    () =>
      level.subscribe((value) => {
        const shown = Math.min(1, Math.max(0, value));
        meter.current?.setAttribute('aria-valuenow', String(Math.round(shown * 100)));
        if (fill.current !== null) fill.current.style.transform = `scaleX(${shown})`;
      }),
    [level],
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: No browser lets a style sheet move the bar of a meter element.
    <div
      ref={meter}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
      className={cx(styles.meter, isMuted && styles.muted)}
    >
      <div ref={fill} className={cx(styles.fill)} />
    </div>
  );
}
