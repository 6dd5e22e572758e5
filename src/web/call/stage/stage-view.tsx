import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSignal } from '../../app/use-signal.ts';
import { cx } from '../../design/cx.ts';
import type { SecurityViewModel } from '../security/security-view-model.ts';
import { TileView } from '../tile/tile-view.tsx';
import { PageDots } from './page-dots.tsx';
import styles from './stage-view.module.css';
import type { StageViewModel } from './stage-view-model.ts';

/** All pictures on show; `isRaised` while the controls stand at their feet. Each keeps its element while it moves, so that it glides and never blinks. */
export function StageView({
  stage,
  security,
  isRaised,
}: {
  stage: StageViewModel;
  security: SecurityViewModel;
  isRaised: boolean;
}) {
  const { t } = useTranslation();
  const placements = useSignal(stage.placements);
  const pinned = useSignal(stage.pinned);
  const trust = useSignal(security.trust);
  const container = useRef<HTMLElement>(null);
  const isGliding = useGlide(stage);

  useEffect(() => {
    const element = container.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      stage.size.value = { width: element.clientWidth, height: element.clientHeight };
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [stage]);

  return (
    <div className={cx(styles.frame)}>
      <section ref={container} aria-label={t('stage.label')} className={cx(styles.stage)}>
        {placements.map(({ tile, rect, role }) => (
          <div
            key={tile.key}
            className={cx(styles.place, isGliding && styles.gliding)}
            style={{
              transform: `translate(${rect.x}px, ${rect.y}px)`,
              width: rect.width,
              height: rect.height,
            }}
          >
            <TileView
              tile={tile}
              place={role}
              trust={trust?.get(tile.participant.id)}
              isPinned={pinned === tile.key}
              onTogglePin={() => stage.togglePin(tile.key)}
            />
          </div>
        ))}
      </section>
      <PageDots stage={stage} isRaised={isRaised} />
    </div>
  );
}

/** Tiles glide when people come and go, and stay with the window's edge while it is dragged. */
function useGlide(stage: StageViewModel): boolean {
  const [gliding, setGliding] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = stage.size.subscribe(() => {
      setGliding(false);
      clearTimeout(timer);
      timer = setTimeout(() => setGliding(true), 250);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [stage]);
  return gliding;
}
