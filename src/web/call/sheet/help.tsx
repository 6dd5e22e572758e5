import { useTranslation } from 'react-i18next';
import { cx } from '../../design/cx.ts';
import styles from './help.module.css';

/** Every key and what it does. */
export function Help() {
  const { t } = useTranslation();
  const rows: { text: string; keys: readonly string[] }[] = [
    { text: t('help.mute'), keys: ['M', 'D'] },
    { text: t('help.camera'), keys: ['V', 'E'] },
    { text: t('help.talk'), keys: [t('help.keys.space')] },
    { text: t('help.share'), keys: ['S'] },
    { text: t('help.people'), keys: ['P'] },
    { text: t('help.invite'), keys: ['I'] },
    { text: t('help.layout'), keys: ['L'] },
    { text: t('help.pages'), keys: [t('help.keys.pageUp'), t('help.keys.pageDown')] },
    { text: t('help.pictureInPicture'), keys: ['W'] },
    { text: t('help.fullScreen'), keys: ['F'] },
    { text: t('help.settings'), keys: [t('help.keys.comma')] },
    { text: t('help.help'), keys: ['?'] },
    { text: t('help.close'), keys: [t('help.keys.escape')] },
  ];
  return (
    <dl className={cx(styles.rows)}>
      {rows.map(({ text, keys }) => (
        <div key={text} className={cx(styles.row)}>
          <dt>{text}</dt>
          <dd className={cx(styles.keys)}>
            {keys.map((key) => (
              <kbd key={key} className={cx(styles.key)}>
                {key}
              </kbd>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
