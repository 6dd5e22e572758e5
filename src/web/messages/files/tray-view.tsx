import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSignal } from '../../app/use-signal.ts';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import { fileIcon } from './file-kind.ts';
import type { FileTray } from './file-tray.ts';
import { formatBytes } from './format-bytes.ts';
import styles from './tray-view.module.css';

/** What is about to be sent. @param onEmptied The last one was left out. */
export function TrayView({ tray, onEmptied }: { tray: FileTray; onEmptied: () => void }) {
  const { t, i18n } = useTranslation();
  const files = useSignal(tray.files);
  if (files.length === 0) return null;
  return (
    <ul aria-label={t('messages.file.tray')} className={cx(styles.tray)}>
      {files.map(({ id, file }) => (
        <li key={id} className={cx(styles.file)}>
          <Icon of={fileIcon(file.type)} />
          <span className={cx(styles.words)}>
            <span className={cx(styles.name)}>{file.name}</span>
            <span className={cx(styles.size)}>{formatBytes(file.size, i18n.language)}</span>
          </span>
          <IconButton
            label={t('messages.file.remove', { name: file.name })}
            onPress={() => {
              tray.remove(id);
              if (files.length === 1) onEmptied();
            }}
          >
            <Icon of={X} />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}
