import { useTranslation } from 'react-i18next';
import type { LocalMedia } from '../../client/api.ts';
import { useDevice } from '../app/device.ts';
import { setPreference } from '../app/preferences.ts';
import { useSignal } from '../app/use-signal.ts';
import { cx } from '../design/cx.ts';
import { Switch } from '../design/switch.tsx';
import styles from './device-choice.module.css';
import { DeviceSelect } from './device-select.tsx';

export function CameraChoice({ media }: { media: LocalMedia }) {
  const { t } = useTranslation();
  const { preferences } = useDevice();
  const { mirrored } = useSignal(preferences);
  const { cameras } = useSignal(media.devices);
  const selectedId = useSignal(media.camera.selectedId);
  const state = useSignal(media.camera.state);
  return (
    <div className={cx(styles.choice)}>
      <DeviceSelect
        label={t('device.camera')}
        devices={cameras}
        selectedId={state.kind === 'on' ? (state.deviceId ?? selectedId) : selectedId}
        onSelect={(id) => void media.camera.select(id)}
      />
      <Switch isSelected={mirrored} onChange={(value) => setPreference(preferences, { mirrored: value })}>
        {t('device.mirror')}
      </Switch>
    </div>
  );
}
