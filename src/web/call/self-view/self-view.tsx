import { EyeOff, MicOff } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call } from '../../../client/api.ts';
import { useDevice } from '../../app/device.ts';
import { setPreference } from '../../app/preferences.ts';
import { useSignal } from '../../app/use-signal.ts';
import { Avatar } from '../../design/avatar.tsx';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import { Video } from '../../design/video.tsx';
import { cornerTowards, isArrow, nearestCorner } from './corner.ts';
import styles from './self-view.module.css';

/** One's own picture in a corner of the stage; it can be dragged or moved by arrow keys to another. */
export function SelfView({ call, isRaised }: { call: Call; isRaised: boolean }) {
  const { t } = useTranslation();
  const { preferences } = useDevice();
  const { selfViewCorner: corner, selfViewHidden, mirrored } = useSignal(preferences);
  const me = useSignal(call.me);
  const camera = useSignal(call.media.camera.state);
  const muted = useSignal(call.media.microphone.muted);
  const [drag, setDrag] = useState<{ fromX: number; fromY: number; x: number; y: number }>();
  const view = useRef<HTMLElement>(null);
  if (selfViewHidden) return null;

  const start = (event: PointerEvent<HTMLElement>) => {
    if (event.target instanceof Element && event.target.closest('button') !== null) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setDrag({ fromX: event.clientX, fromY: event.clientY, x: 0, y: 0 });
  };
  const move = (event: PointerEvent<HTMLElement>) => {
    if (drag !== undefined)
      setDrag({ ...drag, x: event.clientX - drag.fromX, y: event.clientY - drag.fromY });
  };
  const drop = () => {
    const stage = view.current?.parentElement?.getBoundingClientRect();
    const rect = view.current?.getBoundingClientRect();
    setDrag(undefined);
    if (stage === undefined || rect === undefined) return;
    const x = (rect.x + rect.width / 2 - stage.x) / stage.width;
    const y = (rect.y + rect.height / 2 - stage.y) / stage.height;
    setPreference(preferences, { selfViewCorner: nearestCorner({ x, y }) });
  };
  const moveByKey = (event: KeyboardEvent) => {
    if (!isArrow(event.key)) return;
    event.preventDefault();
    setPreference(preferences, { selfViewCorner: cornerTowards(corner, event.key) });
  };

  const name = me?.displayName ?? '';
  return (
    <article
      ref={view}
      data-self
      data-corner={corner}
      aria-label={t('selfView.label')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: The arrow keys move it, so it takes the focus.
      tabIndex={0}
      className={cx(styles.view, drag !== undefined && styles.dragged, isRaised && styles.raised)}
      style={drag === undefined ? {} : { transform: `translate(${drag.x}px, ${drag.y}px)` }}
      onPointerDown={start}
      onPointerMove={move}
      onPointerUp={drop}
      onPointerCancel={() => setDrag(undefined)}
      onKeyDown={moveByKey}
    >
      {camera.kind === 'on' ? (
        <Video track={camera.track} className={cx(styles.video, mirrored && styles.mirrored)} />
      ) : (
        <div className={cx(styles.empty)}>
          <Avatar name={name} size="large" />
        </div>
      )}
      <span aria-hidden className={cx(styles.label)}>
        {muted && <Icon of={MicOff} size="small" />}
        {t('tile.you')}
      </span>
      <span className={cx(styles.hide)}>
        <IconButton
          variant="tile"
          label={t('selfView.hide')}
          onPress={() => setPreference(preferences, { selfViewHidden: true })}
        >
          <Icon of={EyeOff} />
        </IconButton>
      </span>
      <span aria-live="polite" className="visually-hidden">
        {t(`selfView.moved.${corner}`)}
      </span>
    </article>
  );
}
