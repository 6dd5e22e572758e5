import { Users } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { OwnPresence, Presence } from '../../client/messenger/api.ts';
import avatarStyles from '../design/avatar.module.css';
import { Avatar } from '../design/avatar.tsx';
import { cx } from '../design/cx.ts';
import { Icon } from '../design/icon.tsx';
import styles from './person-avatar.module.css';

/** Somebody's initials, with a mark of whether they are there. */
export function PersonAvatar({
  name,
  presence,
}: {
  name: string;
  presence?: OwnPresence | Presence | undefined;
}) {
  const { t } = useTranslation();
  return (
    <span className={cx(styles.person)}>
      <Avatar name={name} />
      {presence !== undefined && presence !== 'offline' && (
        <span className={cx(styles.presence, styles[presence])}>
          <span className="visually-hidden">{t(`messages.presence.${presence}`)}</span>
        </span>
      )}
    </span>
  );
}

/** A group has no initials of its own. */
export function GroupAvatar() {
  return (
    <span aria-hidden className={cx(avatarStyles.avatar, avatarStyles.small)}>
      <Icon of={Users} />
    </span>
  );
}
