import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Call } from '../../client/api.ts';
import { useDevice } from '../app/device.ts';
import { useOptionalSignal } from '../app/use-optional-signal.ts';
import { useSignal } from '../app/use-signal.ts';
import { cx } from '../design/cx.ts';
import { formatClock } from '../i18n/format.ts';
import type { RoomAddress } from '../room/room-address.ts';
import { ControlBar } from './bar/control-bar.tsx';
import styles from './call-page.module.css';
import { CallViewModel, type WindowActions } from './call-view-model.ts';
import { useCallKeyboard } from './keyboard/use-call-keyboard.ts';
import { Notices } from './notice/notices.tsx';
import { PeopleSide } from './people/people-side.tsx';
import { SmallCall } from './picture-in-picture/small-call.tsx';
import { usePictureInPicture } from './picture-in-picture/use-picture-in-picture.ts';
import { AlarmBanners } from './security/alarm-banners.tsx';
import { Entering } from './security/entering.tsx';
import { LockButton } from './security/lock-button.tsx';
import { SelfView } from './self-view/self-view.tsx';
import { CallSheets } from './sheet/call-sheets.tsx';
import { RemoteSound } from './sound/remote-sound.tsx';
import { SoundGate } from './sound/sound-gate.ts';
import { Alone } from './stage/alone.tsx';
import { StageView } from './stage/stage-view.tsx';
import { useBackGuard } from './window/use-back-guard.ts';
import { useFullScreen } from './window/use-full-screen.ts';
import { useMediaSession } from './window/use-media-session.ts';
import { useWakeLock } from './window/use-wake-lock.ts';

export interface CallPageProps {
  room: RoomAddress;
  call: Call;
  /** In milliseconds of `Date.now()`. */
  joinedAt: number;
  onLeave: () => void;
}

export function CallPage({ call, joinedAt, ...rest }: CallPageProps) {
  const { preferences } = useDevice();
  const [model, setModel] = useState<CallViewModel>();
  useEffect(() => {
    const made = new CallViewModel(call, { preferences, joinedAt, now: Date.now });
    setModel(made);
    return () => made.close();
  }, [call, joinedAt, preferences]);
  return model === undefined ? null : <CallView model={model} {...rest} />;
}

function CallView({
  model,
  room,
  onLeave,
}: {
  model: CallViewModel;
  room: RoomAddress;
  onLeave: () => void;
}) {
  const [gate] = useState(() => new SoundGate());
  const isAlone = useSignal(model.call.participants).length === 0;
  const isEntering = useOptionalSignal(model.call.encryption?.state)?.kind === 'entering';
  const isBarVisible = useSignal(model.bar.visible);
  const fullScreen = useFullScreen();
  const pictureInPicture = usePictureInPicture();
  const toggleFullScreen = fullScreen?.toggle;
  const togglePictureInPicture = pictureInPicture.mode?.toggle;
  const windowActions = useMemo<WindowActions>(
    () => ({
      toggleFullScreen: () => toggleFullScreen?.(),
      togglePictureInPicture: () => togglePictureInPicture?.(),
    }),
    [toggleFullScreen, togglePictureInPicture],
  );
  useCallKeyboard(model, windowActions);
  useBackGuard(useCallback(() => model.goBack(), [model]));
  useCallTitle(model);
  useWakeLock();
  useMediaSession(model, onLeave);

  return (
    <div className={cx(styles.page)}>
      <main
        data-undisturbed={!isBarVisible}
        className={cx(styles.room)}
        onPointerMove={() => model.bar.wake()}
        onPointerDown={() => model.bar.wake()}
      >
        <LockButton model={model} />
        <div className={cx(styles.alarms)}>
          <AlarmBanners security={model.security} onCompare={() => model.openSheet('security')} />
        </div>
        <div className={cx(styles.scene)}>
          {isEntering ? (
            <Entering security={model.security} />
          ) : isAlone ? (
            <Alone room={room} call={model.call} />
          ) : (
            <>
              <StageView stage={model.stage} security={model.security} isRaised={isBarVisible} />
              <SelfView call={model.call} isRaised={isBarVisible} />
            </>
          )}
          <Notices model={model} gate={gate} />
          <ControlBar
            model={model}
            fullScreen={fullScreen}
            pictureInPicture={pictureInPicture.mode}
            onLeave={onLeave}
          />
        </div>
      </main>
      <PeopleSide model={model} />
      <CallSheets model={model} room={room} onLeave={onLeave} />
      <RemoteSound participants={model.call.participants} media={model.call.media} gate={gate} />
      {pictureInPicture.window !== undefined && (
        <SmallCall model={model} window={pictureInPicture.window} onLeave={onLeave} />
      )}
    </div>
  );
}

/** The time of the call in the title, and whether one is muted: seen even from another tab. */
function useCallTitle(model: CallViewModel): void {
  const { t } = useTranslation();
  const elapsed = useSignal(model.elapsed);
  const muted = useSignal(model.call.media.microphone.muted);
  useEffect(() => {
    document.title = t(muted ? 'title.callMuted' : 'title.call', { time: formatClock(elapsed) });
  }, [t, elapsed, muted]);
}
