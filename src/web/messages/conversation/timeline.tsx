import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation, Message } from '../../../client/messenger/api.ts';
import { useSignal } from '../../app/use-signal.ts';
import { Confirmation } from '../../design/confirmation.tsx';
import { cx } from '../../design/cx.ts';
import { Spinner } from '../../design/spinner.tsx';
import type { ComposerModel } from '../composer/composer-model.ts';
import { useMessages } from '../use-messages.ts';
import { JumpToLatest } from './jump-to-latest.tsx';
import { MessageOptions, type OpenOptions } from './message-options.tsx';
import { NewsReader } from './news-reader.tsx';
import styles from './timeline.module.css';
import { TimelineEntry } from './timeline-entry.tsx';
import type { EntryActions } from './timeline-entry-props.ts';
import { keyOf, timelineRows } from './timeline-rows.ts';
import { useFocusedRow } from './use-focused-row.ts';
import { loadOlder, useTimelineScroll } from './use-timeline-scroll.ts';

/** Everything that was said, of which only what is in sight stands in the page. */
export function Timeline({
  conversation,
  composer,
}: {
  conversation: Conversation;
  composer: ComposerModel;
}) {
  const { t } = useTranslation();
  const { me } = useMessages();
  const items = useSignal(conversation.timeline);
  const history = useSignal(conversation.history);
  const members = useSignal(conversation.members);
  const { kind } = useSignal(conversation.summary);
  const rows = useMemo(
    () => timelineRows(items, conversation.lastReadMessageId, history === 'complete'),
    [items, conversation.lastReadMessageId, history],
  );
  const handles = useMemo(() => new Set(members.map(({ handle }) => handle)), [members]);
  const [options, setOptions] = useState<OpenOptions>();
  const [deleting, setDeleting] = useState<Message>();
  const [flashed, setFlashed] = useState<string>();
  const list = useRef<HTMLOListElement>(null);
  const { scroller, virtualizer, isAtEnd, isLoadingOlder, jumpToEnd } = useTimelineScroll(conversation, rows);
  const focus = useFocusedRow(rows, virtualizer, list);

  // What the rows are given stays the same, so that only those render again that have changed.
  const goTo = useCallback(
    async (messageId: string) => {
      const find = () =>
        conversation.timeline
          .peek()
          .findIndex((item) => item.kind === 'message' && item.messageId === messageId);
      while (find() === -1 && conversation.history.peek() === 'partial') {
        if (!(await loadOlder(conversation))) return;
      }
      const index = find();
      const found = conversation.timeline.peek()[index];
      if (found === undefined) return;
      setFlashed(keyOf(found));
      // Once the list knows of what has been loaded.
      requestAnimationFrame(() => virtualizer.scrollToIndex(index, { align: 'center' }));
    },
    [conversation, virtualizer],
  );
  useEffect(() => {
    if (flashed === undefined) return;
    const timer = setTimeout(() => setFlashed(undefined), 1_600);
    return () => clearTimeout(timer);
  }, [flashed]);
  const actions: EntryActions = useMemo(
    () => ({
      goTo: (messageId) => void goTo(messageId),
      openOptions: (message, anchor, view) => setOptions({ message, anchor, view }),
      reply: (message) => composer.reply(message),
      react: (message, emoji, isOn) => conversation.react(message.messageId, emoji, isOn),
      retry: (message) => conversation.retry(message.messageId),
      discard: (message) => conversation.discard(message.messageId),
    }),
    [composer, conversation, goTo],
  );

  return (
    <div className={cx(styles.timeline)}>
      <section
        ref={scroller}
        tabIndex={rows.length === 0 ? 0 : -1}
        aria-label={t('messages.conversation.timeline')}
        className={cx(styles.scroller)}
      >
        {history === 'loading' && (
          <p role="status" className={cx(styles.loading)}>
            <Spinner /> {t('app.loading')}
          </p>
        )}
        {history === 'complete' && rows.length === 0 && (
          <p className={cx(styles.empty)}>{t('messages.conversation.empty')}</p>
        )}
        <ol
          ref={list}
          className={cx(styles.rows)}
          style={{ height: virtualizer.getTotalSize() }}
          onKeyDown={focus.onKeyDown}
          onFocus={focus.onFocus}
        >
          {virtualizer.getVirtualItems().map(({ index, key, start }) => {
            const row = rows[index];
            return (
              row !== undefined && (
                <li
                  key={String(key)}
                  ref={virtualizer.measureElement}
                  data-index={index}
                  aria-posinset={index + 1}
                  aria-setsize={history === 'complete' ? rows.length : -1}
                  className={cx(styles.row)}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <TimelineEntry
                    row={row}
                    isGroup={kind === 'group'}
                    isFlashed={row.key === flashed}
                    isStop={row.key === focus.stopKey}
                    handles={handles}
                    ownHandle={me.handle}
                    actions={actions}
                  />
                </li>
              )
            );
          })}
        </ol>
      </section>
      {isLoadingOlder && (
        <p role="status" className={cx(styles.older)}>
          <Spinner />
          <span className="visually-hidden">{t('messages.conversation.loadingOlder')}</span>
        </p>
      )}
      <NewsReader items={items} />
      <JumpToLatest items={items} isAtEnd={isAtEnd} onJump={jumpToEnd} />
      <MessageOptions
        open={options}
        onClose={() => setOptions(undefined)}
        onReply={actions.reply}
        onEdit={(message) => composer.edit(message)}
        onReact={actions.react}
        onShowReactions={() => setOptions(options && { ...options, view: 'reactions' })}
        onDelete={setDeleting}
      />
      <Confirmation
        title={t('messages.delete.title')}
        text={t(deleting?.content.kind === 'file' ? 'messages.delete.fileText' : 'messages.delete.text')}
        confirmLabel={t('messages.delete.action')}
        isOpen={deleting !== undefined}
        onCancel={() => setDeleting(undefined)}
        onConfirm={() => {
          if (deleting !== undefined) conversation.delete(deleting.messageId);
          setDeleting(undefined);
        }}
      />
    </div>
  );
}
