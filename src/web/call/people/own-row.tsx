import { Mic, MicOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { LocalMedia } from '../../../client/api.ts';
import type { Role } from '../../../protocol/identifiers.ts';
import { useSignal } from '../../app/use-signal.ts';
import { Avatar } from '../../design/avatar.tsx';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import styles from './participant-row.module.css';

export function OwnRow({ me, media }: { me: { displayName: string; role: Role }; media: LocalMedia }) {
  const { t } = useTranslation();
  const muted = useSignal(media.microphone.muted);
  return (
    <li className={cx(styles.row)}>
      <Avatar name={me.displayName} />
      <span className={cx(styles.words)}>
        <span className={cx(styles.name)}>{t('people.you', { name: me.displayName })}</span>
        {me.role === 'moderator' && <span className={cx(styles.role)}>{t('tile.moderator')}</span>}
      </span>
      <span className={cx(styles.state, muted && styles.muted)}>
        <Icon of={muted ? MicOff : Mic} />
        {muted && <span className="visually-hidden">{t('tile.muted')}</span>}
      </span>
    </li>
  );
}
