import { LockKeyholeOpen } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LocalMedia } from '../../client/api.ts';
import type { RoomPreview } from '../../client/server-api.ts';
import { formatRoomCode } from '../../protocol/identifiers.ts';
import { useDevice } from '../app/device.ts';
import { setPreference } from '../app/preferences.ts';
import type { Problem } from '../app/problem.ts';
import { useSignal } from '../app/use-signal.ts';
import { Brand } from '../design/brand.tsx';
import { Button } from '../design/button.tsx';
import { cx } from '../design/cx.ts';
import { Icon } from '../design/icon.tsx';
import { TextField } from '../design/text-field.tsx';
import { CameraChoice } from '../device/camera-choice.tsx';
import { DeviceTrouble } from '../device/device-trouble.tsx';
import { MicrophoneChoice } from '../device/microphone-choice.tsx';
import { SpeakerChoice } from '../device/speaker-choice.tsx';
import type { RoomAddress } from '../room/room-address.ts';
import styles from './prejoin-page.module.css';
import { Preview } from './preview.tsx';
import { WhoIsInside } from './who-is-inside.tsx';

export interface PrejoinPageProps {
  room: RoomAddress;
  media: LocalMedia;
  summary: RoomPreview;
  joining: boolean;
  problem: Problem | undefined;
  onJoin: () => void;
}

/** The last moment alone: picture, devices, name, and one button that says what it does. */
export function PrejoinPage({ room, media, summary, joining, problem, onJoin }: PrejoinPageProps) {
  const { t } = useTranslation();
  const { navigation, preferences } = useDevice();
  const { displayName } = useSignal(preferences);
  const camera = useSignal(media.camera.state);
  const microphone = useSignal(media.microphone.state);
  const muted = useSignal(media.microphone.muted);
  const [nameError, setNameError] = useState<string>();

  const join = () => {
    const name = displayName.trim();
    setPreference(preferences, { displayName: name });
    if (name === '') setNameError(t('prejoin.nameMissing'));
    else onJoin();
  };
  const silent = muted || microphone.kind !== 'on';
  const unseen = camera.kind !== 'on';
  const joinLabel = unseen ? (silent ? 'joinSilently' : 'joinWithoutCamera') : silent ? 'joinMuted' : 'join';

  return (
    <div className={cx(styles.page)}>
      <header className={cx(styles.header)}>
        <Brand onPress={navigation.openStart} />
        <p className={cx(styles.code)}>{t('prejoin.roomCode', { code: formatRoomCode(room.roomId) })}</p>
      </header>
      <main className={cx(styles.main)}>
        <div className={cx(styles.preview)}>
          <Preview media={media} name={displayName} />
        </div>
        <div className={cx(styles.form)}>
          <div className={cx(styles.words)}>
            <h1 className={cx(styles.title)}>
              {t(summary.participantCount === 0 ? 'prejoin.titleAlone' : 'prejoin.title')}
            </h1>
            <WhoIsInside summary={summary} />
          </div>
          {!room.encrypted && (
            <p className={cx(styles.unencrypted)}>
              <Icon of={LockKeyholeOpen} />
              {t('security.unencrypted')}
            </p>
          )}
          {problem !== undefined && (
            <p role="alert" className={cx(styles.problem)}>
              {t(`problem.${problem}.title`)}. {t(`problem.${problem}.text`)}
            </p>
          )}
          <form
            noValidate
            className={cx(styles.fields)}
            onSubmit={(event) => {
              event.preventDefault();
              join();
            }}
          >
            <TextField
              label={t('prejoin.name')}
              placeholder={t('prejoin.namePlaceholder')}
              value={displayName}
              onChange={(value) => {
                setPreference(preferences, { displayName: value });
                setNameError(undefined);
              }}
              error={nameError}
              maxLength={64}
              autoComplete="name"
            />
            <Button type="submit" variant="primary" size="large" isBusy={joining}>
              {joining ? t('prejoin.joining') : t(`prejoin.${joinLabel}`)}
            </Button>
          </form>
        </div>
        <div className={cx(styles.devices)}>
          {microphone.kind === 'failed' && (
            <DeviceTrouble
              device="microphone"
              reason={microphone.reason}
              onTryAgain={() => void media.microphone.start()}
            />
          )}
          {camera.kind === 'failed' && (
            <DeviceTrouble
              device="camera"
              reason={camera.reason}
              onTryAgain={() => void media.camera.start()}
            />
          )}
          <div className={cx(styles.choices)}>
            <MicrophoneChoice media={media} />
            <CameraChoice media={media} />
            <SpeakerChoice media={media} />
          </div>
        </div>
      </main>
    </div>
  );
}
