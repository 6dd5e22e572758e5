import { Copy, Pencil, Reply, SmilePlus, Trash2 } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { Popover } from 'react-aria-components/Popover';
import { useTranslation } from 'react-i18next';
import type { Message } from '../../../client/messenger/api.ts';
import menuStyles from '../../design/action-menu.module.css';
import { ActionMenu, type ActionMenuEntry } from '../../design/action-menu.tsx';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { Spinner } from '../../design/spinner.tsx';
import { isEditable } from '../composer/composer-model.ts';
import { moveByArrows } from '../move-by-arrows.ts';
import styles from './message-options.module.css';

const EmojiPicker = lazy(() => import('../emoji/emoji-picker.tsx'));

/** Which message's menu or reactions are open, and where. */
export interface OpenOptions {
  readonly message: Message;
  readonly anchor: HTMLElement;
  readonly view: 'menu' | 'reactions';
}

export interface MessageOptionsProps {
  open: OpenOptions | undefined;
  onClose: () => void;
  onReply: (message: Message) => void;
  onEdit: (message: Message) => void;
  onDelete: (message: Message) => void;
  onReact: (message: Message, emoji: string, isOn: boolean) => void;
  onShowReactions: () => void;
}

/** What can be done with a message; there is one for the whole timeline. */
export function MessageOptions(props: MessageOptionsProps) {
  const { t } = useTranslation();
  const { open, onClose, onReact } = props;
  const anchor = useRef<HTMLElement>(null);
  if (open !== undefined) anchor.current = open.anchor;
  const entries = useEntries(props);
  const react = (emoji: string) => {
    if (open === undefined) return;
    const isOn = open.message.reactions.some((reaction) => reaction.emoji === emoji && reaction.isMine);
    onReact(open.message, emoji, !isOn);
    onClose();
  };
  return (
    <Popover
      triggerRef={anchor}
      aria-label={t(open?.view === 'reactions' ? 'messages.menu.react' : 'messages.menu.title')}
      isOpen={open !== undefined}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      placement={open?.message.isMine === true ? 'bottom end' : 'bottom start'}
      className={cx(menuStyles.popover)}
    >
      {open?.view === 'reactions' ? (
        <Reactions onChoose={react} />
      ) : (
        <ActionMenu label={t('messages.menu.title')} entries={entries} onClose={onClose} />
      )}
    </Popover>
  );
}

const quick = ['👍', '❤️', '😂', '😮', '😢', '🙏'];

/** The signs that are used most, and the way to all others. */
function Reactions({ onChoose }: { onChoose: (emoji: string) => void }) {
  const { t } = useTranslation();
  const [showsAll, setShowsAll] = useState(false);
  if (showsAll) {
    return (
      <Suspense fallback={<Spinner />}>
        <EmojiPicker onChoose={onChoose} />
      </Suspense>
    );
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: It hears the arrow keys of the buttons within.
    <div className={cx(styles.quick)} onKeyDown={(event) => moveByArrows(event, quick.length + 1)}>
      {quick.map((emoji, index) => (
        <button
          key={emoji}
          type="button"
          data-stop
          // biome-ignore lint/a11y/noAutofocus: The popover has opened for it.
          autoFocus={index === 0}
          className={cx(styles.emoji)}
          onClick={() => onChoose(emoji)}
        >
          {emoji}
        </button>
      ))}
      <button
        type="button"
        data-stop
        aria-label={t('messages.emoji.all')}
        title={t('messages.emoji.all')}
        className={cx(styles.emoji)}
        onClick={() => setShowsAll(true)}
      >
        <Icon of={SmilePlus} />
      </button>
    </div>
  );
}

function useEntries(props: MessageOptionsProps): ActionMenuEntry[] {
  const { t } = useTranslation();
  const { open, onReply, onEdit, onDelete, onShowReactions } = props;
  if (open === undefined) return [];
  const { message } = open;
  const { content, isMine } = message;
  const entries: ActionMenuEntry[] = [
    { id: 'reply', label: t('messages.menu.reply'), icon: Reply, perform: () => onReply(message) },
    {
      id: 'react',
      label: t('messages.menu.react'),
      icon: SmilePlus,
      keepsOpen: true,
      perform: onShowReactions,
    },
  ];
  if (isEditable(message)) {
    entries.push({
      id: 'edit',
      label: t('messages.menu.edit'),
      icon: Pencil,
      perform: () => onEdit(message),
    });
  }
  if (content.kind === 'text') {
    const { body } = content;
    entries.push({
      id: 'copy',
      label: t('messages.menu.copy'),
      icon: Copy,
      perform: () => void navigator.clipboard.writeText(body),
    });
  }
  if (isMine) {
    entries.push({
      id: 'delete',
      label: t('messages.menu.delete'),
      icon: Trash2,
      isDanger: true,
      perform: () => onDelete(message),
    });
  }
  return entries;
}
