import { useTranslation } from 'react-i18next';
import type { Call } from '../../client/api.ts';
import { useDevice } from '../app/device.ts';
import { type Preferences, setPreference } from '../app/preferences.ts';
import { useSignal } from '../app/use-signal.ts';
import { cx } from '../design/cx.ts';
import { Select } from '../design/select.tsx';
import { CameraChoice } from '../device/camera-choice.tsx';
import { MicrophoneChoice } from '../device/microphone-choice.tsx';
import { SpeakerChoice } from '../device/speaker-choice.tsx';
import { languageNames, languages } from '../i18n/i18n.ts';
import { NameField } from './name-field.tsx';
import styles from './settings.module.css';

const themes: readonly Preferences['theme'][] = ['system', 'light', 'dark'];

/** The person's choices on this device. Each is kept as soon as it is made. */
export function Settings({ call, onRename }: { call: Call; onRename: (name: string) => void }) {
  const { media } = call;
  const { t } = useTranslation();
  const { preferences } = useDevice();
  const { theme, language, displayName } = useSignal(preferences);
  const languageIds: readonly Preferences['language'][] = ['system', ...languages];
  return (
    <div className={cx(styles.settings)}>
      <NameField name={displayName} onRename={onRename} />
      <section className={cx(styles.group)}>
        <h3 className={cx(styles.title)}>{t('settings.devices')}</h3>
        <MicrophoneChoice media={media} />
        <CameraChoice media={media} />
        <SpeakerChoice media={media} />
      </section>
      <section className={cx(styles.group)}>
        <h3 className={cx(styles.title)}>{t('settings.appearance')}</h3>
        <Select
          label={t('settings.theme')}
          options={themes.map((id) => ({ id, label: t(`settings.themes.${id}`) }))}
          selectedId={theme}
          onSelect={(id) => {
            const chosen = themes.find((known) => known === id);
            if (chosen !== undefined) setPreference(preferences, { theme: chosen });
          }}
        />
        <Select
          label={t('settings.language')}
          options={languageIds.map((id) => ({
            id,
            label: id === 'system' ? t('settings.languageSystem') : languageNames[id],
          }))}
          selectedId={language}
          onSelect={(id) => {
            const chosen = languageIds.find((known) => known === id);
            if (chosen !== undefined) setPreference(preferences, { language: chosen });
          }}
        />
      </section>
    </div>
  );
}
