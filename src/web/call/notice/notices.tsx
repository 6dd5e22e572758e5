import { MonitorUp, Volume2, WifiOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSignal } from '../../app/use-signal.ts';
import { Button } from '../../design/button.tsx';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { DeviceTrouble } from '../../device/device-trouble.tsx';
import { formatClock } from '../../i18n/format.ts';
import type { CallViewModel } from '../call-view-model.ts';
import type { SoundGate } from '../sound/sound-gate.ts';
import styles from './notices.module.css';
import { SelectionNotice } from './selection-notice.tsx';
import { ToastList } from './toast-list.tsx';

/** What the person has to know, above everything else: the gravest first. */
export function Notices({ model, gate }: { model: CallViewModel; gate: SoundGate }) {
  const { t } = useTranslation();
  const { media } = model.call;
  const state = useSignal(model.call.state);
  const camera = useSignal(media.camera.state);
  const microphone = useSignal(media.microphone.state);
  const screen = useSignal(media.screen.state);
  const speakingWhileMuted = useSignal(media.microphone.speakingWhileMuted);
  const talking = useSignal(model.pushToTalk.talking);
  const soundBlocked = useSignal(gate.blocked);
  const elapsed = useSignal(model.elapsed);

  return (
    <section aria-label={t('notice.label')} className={cx(styles.notices)}>
      {state.kind === 'reconnecting' && (
        <div role="status" className={cx(styles.notice, styles.grave)}>
          <Icon of={WifiOff} />
          <p>{t('notice.reconnecting')}</p>
          <time aria-hidden data-elapsed={elapsed} className={cx(styles.time)}>
            {formatClock(Date.now() - state.since)}
          </time>
        </div>
      )}
      {state.kind === 'joined' && state.media === 'connecting' && (
        <p role="status" className={cx(styles.notice)}>
          {t('notice.mediaConnecting')}
        </p>
      )}
      <SelectionNotice model={model} />
      {soundBlocked && (
        <div role="alert" className={cx(styles.notice)}>
          <p>{t('notice.soundBlocked')}</p>
          <Button variant="primary" icon={<Icon of={Volume2} />} onPress={() => gate.open()}>
            {t('notice.hear')}
          </Button>
        </div>
      )}
      {screen.kind === 'on' && (
        <div role="status" className={cx(styles.notice)}>
          <Icon of={MonitorUp} />
          <p>{t(screen.audio === undefined ? 'notice.sharing' : 'notice.sharingWithSound')}</p>
          <Button variant="danger" onPress={() => media.screen.stop()}>
            {t('bar.stopShare')}
          </Button>
        </div>
      )}
      {screen.kind === 'failed' && (
        <p role="alert" className={cx(styles.notice)}>
          {t('trouble.screen.title')}. {t('trouble.screen.text')}
        </p>
      )}
      {microphone.kind === 'failed' && model.showsTrouble(media.microphone) && (
        <DeviceTrouble
          device="microphone"
          reason={microphone.reason}
          onTryAgain={() => void media.microphone.start()}
          onChooseOther={() => model.openSheet('settings')}
          onDismiss={() => model.dismissTrouble(media.microphone)}
        />
      )}
      {camera.kind === 'failed' &&
        model.showsTrouble(media.camera) &&
        !model.showsTrouble(media.microphone) && (
          <DeviceTrouble
            device="camera"
            reason={camera.reason}
            onTryAgain={() => void media.camera.start()}
            onChooseOther={() => model.openSheet('settings')}
            onDismiss={() => model.dismissTrouble(media.camera)}
          />
        )}
      {talking && (
        <p role="status" className={cx(styles.notice, styles.talking)}>
          {t('bar.talking')}
        </p>
      )}
      {speakingWhileMuted && !talking && (
        <p role="status" className={cx(styles.notice)}>
          {t('bar.speakingWhileMuted')}
        </p>
      )}
      <ToastList toasts={model.toasts} />
    </section>
  );
}
