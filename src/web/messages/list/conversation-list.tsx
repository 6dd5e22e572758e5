import { Search } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { Input } from 'react-aria-components/Input';
import { SearchField } from 'react-aria-components/SearchField';
import { useTranslation } from 'react-i18next';
import type { ConversationSummary } from '../../../client/messenger/api.ts';
import { useSignal } from '../../app/use-signal.ts';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import type { MessagesPlace } from '../messages-path.ts';
import { moveByArrows } from '../move-by-arrows.ts';
import { useMessages } from '../use-messages.ts';
import { arrangeConversations } from './arrange-conversations.ts';
import { ConnectionLine } from './connection-line.tsx';
import styles from './conversation-list.module.css';
import { ConversationRow } from './conversation-row.tsx';
import { FirstSteps } from './first-steps.tsx';
import { ListHeader } from './list-header.tsx';
import { NewDevices } from './new-devices.tsx';
import { ListSkeleton } from './skeleton.tsx';

/** Every conversation, what is new in it, and the ways to begin another. */
export function ConversationList({ place, isAlone }: { place: MessagesPlace; isAlone: boolean }) {
  const { t } = useTranslation();
  const { messenger } = useMessages();
  const isLoaded = useSignal(messenger.isLoaded);
  const conversations = useSignal(messenger.conversations);
  const [query, setQuery] = useState('');
  const arranged = arrangeConversations(conversations, useDeferredValue(query));
  const currentId = place.kind === 'conversation' ? place.conversationId : undefined;
  const all = [...arranged.pinned, ...arranged.others, ...arranged.archived].map(
    ({ conversationId }) => conversationId,
  );
  // The Tab key comes to one of them, the arrow keys to all.
  const stopId = all.find((id) => id === currentId) ?? all[0];
  const shown = { currentId, stopId, isAlone };
  const Landmark = isAlone ? 'main' : 'nav';
  const isNothingFound =
    query !== '' && Object.values(arranged).every((part: readonly unknown[]) => part.length === 0);

  return (
    <Landmark
      data-pane="list"
      tabIndex={-1}
      aria-label={t('messages.list.title')}
      className={cx(styles.list, isAlone && styles.alone)}
    >
      <ListHeader isAlone={isAlone} isContacts={place.kind === 'contacts'} />
      <ConnectionLine />
      <NewDevices />
      {conversations.length > 0 && (
        <SearchField
          aria-label={t('messages.list.search')}
          value={query}
          onChange={setQuery}
          className={cx(styles.search)}
        >
          <Icon of={Search} size="small" />
          <Input placeholder={t('messages.list.search')} className={cx(styles.searchInput)} />
        </SearchField>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: It hears the arrow keys of the links within. */}
      <div className={cx(styles.scroll)} onKeyDown={moveByArrows}>
        {!isLoaded && <ListSkeleton />}
        {isLoaded && conversations.length === 0 && (isAlone ? <First /> : <NothingYet />)}
        <Part title={t('messages.list.pinned')} list={arranged.pinned} {...shown} />
        <Part
          title={arranged.pinned.length > 0 ? t('messages.list.others') : undefined}
          list={arranged.others}
          {...shown}
        />
        {arranged.archived.length > 0 && (
          <details open={query !== ''} className={cx(styles.archive)}>
            <summary data-stop className={cx(styles.heading)}>
              {t('messages.list.archived', { count: arranged.archived.length })}
            </summary>
            <Part title={undefined} list={arranged.archived} {...shown} />
          </details>
        )}
        <p role="status" className={cx(styles.nothing)}>
          {isNothingFound && t('messages.list.nothingFound')}
        </p>
      </div>
    </Landmark>
  );
}

function First() {
  return (
    <div className={cx(styles.first)}>
      <FirstSteps />
    </div>
  );
}

function NothingYet() {
  const { t } = useTranslation();
  return <p className={cx(styles.nothing)}>{t('messages.list.empty')}</p>;
}

interface PartProps {
  title: string | undefined;
  list: readonly ConversationSummary[];
  currentId: string | undefined;
  stopId: string | undefined;
  isAlone: boolean;
}

function Part({ title, list, currentId, stopId, isAlone }: PartProps) {
  // Below the page's own title, or below that of the column.
  const Heading = isAlone ? 'h2' : 'h3';
  if (list.length === 0) return null;
  return (
    <>
      {title !== undefined && <Heading className={cx(styles.heading)}>{title}</Heading>}
      <ul className={cx(styles.rows)}>
        {list.map((conversation) => (
          <ConversationRow
            key={conversation.conversationId}
            conversation={conversation}
            isCurrent={conversation.conversationId === currentId}
            isStop={conversation.conversationId === stopId}
          />
        ))}
      </ul>
    </>
  );
}
