import { Ellipsis, Reply, SmilePlus } from 'lucide-react';
import { type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '../../../client/messenger/api.ts';
import { Avatar } from '../../design/avatar.tsx';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { useLongPress } from '../use-long-press.ts';
import { DeliveryMark } from './delivery-mark.tsx';
import styles from './message-bubble.module.css';
import { MessageContentView } from './message-content-view.tsx';
import { Quote } from './quote.tsx';
import { ReactionChips } from './reaction-chips.tsx';
import { SendingFailure } from './sending-failure.tsx';
import { SentTime } from './sent-time.tsx';
import type { TimelineEntryProps } from './timeline-entry-props.ts';

/** One message, with what answers it and what can be done with it. */
export function MessageBubble(props: TimelineEntryProps & { message: Message }) {
  const { message, row, isGroup, isFlashed, isStop, actions } = props;
  const { t } = useTranslation();
  const bubble = useRef<HTMLDivElement>(null);
  const { isMine, author, content, replyTo, delivery, at } = message;
  const showsAuthor = isGroup && !isMine;
  const isFailed = delivery?.kind === 'failed';
  // A file on its way is no message yet.
  const isFile = content.kind === 'file' && delivery?.kind !== 'sending';
  const hasActions = content.kind === 'text' || content.kind === 'call' || isFile;
  const open = (view: 'menu' | 'reactions') => {
    if (bubble.current !== null && hasActions) actions.openOptions(message, bubble.current, view);
  };
  const longPress = useLongPress(() => open('menu'));
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.target !== event.currentTarget || event.key !== 'Enter') return;
    event.preventDefault();
    open('menu');
  };
  return (
    <article
      data-entry
      data-message={message.messageId}
      tabIndex={isStop ? 0 : -1}
      className={cx(styles.message, isMine && styles.mine, isFlashed && styles.flashed)}
      onKeyDown={onKeyDown}
      onContextMenu={(event) => {
        // Words that are selected and links keep the browser's own menu.
        const isLink = event.target instanceof Element && event.target.closest('a') !== null;
        if (!hasActions || isLink || document.getSelection()?.isCollapsed === false) return;
        event.preventDefault();
        open('menu');
      }}
    >
      {showsAuthor && (
        <span className={cx(styles.avatar)}>
          {!row.joinsPrevious && <Avatar name={author.displayName} />}
        </span>
      )}
      <div className={cx(styles.column)}>
        <span className={showsAuthor && !row.joinsPrevious ? cx(styles.author) : 'visually-hidden'}>
          {isMine ? t('messages.you') : author.displayName}
        </span>
        <div className={cx(styles.line)}>
          <div
            ref={bubble}
            className={cx(styles.bubble, row.joinsPrevious && styles.follows, row.joinsNext && styles.leads)}
            {...longPress}
          >
            {replyTo !== undefined && (
              <Quote quoted={replyTo} onPress={() => actions.goTo(replyTo.messageId)} />
            )}
            <div className={cx(styles.body)}>
              <MessageContentView message={message} handles={props.handles} ownHandle={props.ownHandle} />
              <span className={cx(styles.meta)}>
                {content.kind === 'text' && content.isEdited && <span>{t('messages.edited')}</span>}
                <SentTime at={at} />
                {delivery !== undefined && <DeliveryMark delivery={delivery} />}
              </span>
            </div>
          </div>
          {hasActions && !isFailed && (
            <div className={cx(styles.actions)}>
              <BubbleButton
                label={t('messages.menu.react')}
                icon={SmilePlus}
                onPress={() => open('reactions')}
              />
              <BubbleButton
                label={t('messages.menu.reply')}
                icon={Reply}
                onPress={() => actions.reply(message)}
              />
              <BubbleButton label={t('messages.menu.title')} icon={Ellipsis} onPress={() => open('menu')} />
            </div>
          )}
        </div>
        <ReactionChips message={message} onReact={actions.react} />
        {isFailed && (
          <SendingFailure onRetry={() => actions.retry(message)} onDiscard={() => actions.discard(message)} />
        )}
      </div>
    </article>
  );
}

/** A plain button: there are three to each message in sight, and scrolling stays smooth. */
function BubbleButton({ label, icon, onPress }: { label: string; icon: typeof Reply; onPress: () => void }) {
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={label}
      title={label}
      className={cx(styles.action)}
      onClick={onPress}
    >
      <Icon of={icon} size="small" />
    </button>
  );
}
