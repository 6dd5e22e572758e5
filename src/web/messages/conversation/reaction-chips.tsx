import { useTranslation } from 'react-i18next';
import type { Message } from '../../../client/messenger/api.ts';
import { cx } from '../../design/cx.ts';
import styles from './reaction-chips.module.css';

export interface ReactionChipsProps {
  message: Message;
  onReact: (message: Message, emoji: string, isOn: boolean) => void;
}

/** What people have answered with one sign. Pressing one adds one's own or takes it back. */
export function ReactionChips({ message, onReact }: ReactionChipsProps) {
  const { t, i18n } = useTranslation();
  if (message.reactions.length === 0) return null;
  return (
    <ul aria-label={t('messages.reactions')} className={cx(styles.chips)}>
      {message.reactions.map(({ emoji, people, isMine }) => {
        const names = new Intl.ListFormat(i18n.language).format([
          ...(isMine ? [t('messages.you')] : []),
          ...people.map(({ displayName }) => displayName),
        ]);
        return (
          <li key={emoji}>
            <button
              type="button"
              aria-pressed={isMine}
              title={names}
              className={cx(styles.chip, isMine && styles.mine)}
              onClick={() => onReact(message, emoji, !isMine)}
            >
              <span>{emoji}</span>
              <span className={cx(styles.count)}>{people.length + (isMine ? 1 : 0)}</span>
              <span className="visually-hidden">{names}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
