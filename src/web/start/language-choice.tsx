import { useTranslation } from 'react-i18next';
import { useDevice } from '../app/device.ts';
import { setPreference } from '../app/preferences.ts';
import { cx } from '../design/cx.ts';
import { languageNames, languages } from '../i18n/i18n.ts';
import styles from './language-choice.module.css';

/** The languages under their own names; small enough to stand on the first page. */
export function LanguageChoice() {
  const { t, i18n } = useTranslation();
  const { preferences } = useDevice();
  return (
    <fieldset aria-label={t('start.language')} className={cx(styles.choice)}>
      {languages.map((language) => (
        <button
          key={language}
          type="button"
          lang={language}
          aria-pressed={i18n.language === language}
          className={cx(styles.language)}
          onClick={() => setPreference(preferences, { language })}
        >
          {languageNames[language]}
        </button>
      ))}
    </fieldset>
  );
}
