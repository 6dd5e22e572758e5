import { useTranslation } from 'react-i18next';
import type { RoomPreview } from '../../client/server-api.ts';
import { Avatar } from '../design/avatar.tsx';
import { cx } from '../design/cx.ts';
import { formatNames } from '../i18n/format.ts';
import styles from './who-is-inside.module.css';

const named = 3;

/** Who is in the room already, by name as far as that reads well. */
export function WhoIsInside({ summary }: { summary: RoomPreview }) {
  const { t, i18n } = useTranslation();
  const shown = summary.participants.slice(0, named).map((participant) => participant.displayName);
  const others = summary.participantCount - shown.length;
  // The sentence goes on after the names where there are more people than names.
  const names = others > 0 ? shown.join(', ') : formatNames(shown, i18n.language);
  if (summary.participantCount === 0) return <p className={cx(styles.words)}>{t('prejoin.nobodyInside')}</p>;
  // Names are sealed for those who have the present link: an older one does not open them.
  if (shown.length === 0) {
    return (
      <p className={cx(styles.words)}>{t('prejoin.insideUnnamed', { count: summary.participantCount })}</p>
    );
  }
  return (
    <div className={cx(styles.inside)}>
      <div className={cx(styles.avatars)}>
        {shown.map((name, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: Two people may have the same name; only their order tells them apart.
          <Avatar key={`${index}-${name}`} name={name} />
        ))}
      </div>
      <p className={cx(styles.words)}>
        {others === 0 ? t('prejoin.inside', { names }) : t('prejoin.insideMore', { names, count: others })}
      </p>
    </div>
  );
}
