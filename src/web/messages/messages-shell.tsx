import { useTranslation } from 'react-i18next';
import { useMediaQuery } from '../app/use-media-query.ts';
import { cx } from '../design/cx.ts';
import { ContactsPage } from './contacts/contacts-page.tsx';
import { PersonPage } from './contacts/person-page.tsx';
import { ConversationPage } from './conversation/conversation-page.tsx';
import { ConversationList } from './list/conversation-list.tsx';
import { Welcome } from './list/welcome.tsx';
import type { MessagesPlace } from './messages-path.ts';
import styles from './messages-shell.module.css';
import { usePaneKeys } from './use-pane-keys.ts';
import { useTitle } from './use-title.ts';

/** The list beside what is open, or one of them where there is no room for both. */
export function MessagesShell({ place }: { place: MessagesPlace }) {
  const isWide = useMediaQuery('(width >= 52rem)');
  const panes = usePaneKeys();
  const hasList = isWide || place.kind === 'list';
  const hasMain = isWide || place.kind !== 'list';
  return (
    <div ref={panes} className={cx(styles.shell, isWide && styles.wide)}>
      {place.kind === 'list' && <ListTitle />}
      {hasList && <ConversationList place={place} isAlone={!isWide} />}
      {hasMain && <Main place={place} isWide={isWide} />}
    </div>
  );
}

/** Names the window while the list alone is open. */
function ListTitle() {
  const { t } = useTranslation();
  useTitle(t('messages.list.title'));
  return null;
}

function Main({ place, isWide }: { place: MessagesPlace; isWide: boolean }) {
  switch (place.kind) {
    case 'list':
      return <Welcome />;
    case 'conversation':
      return (
        <ConversationPage
          key={place.conversationId}
          conversationId={place.conversationId}
          hasBack={!isWide}
        />
      );
    case 'contacts':
      return <ContactsPage hasBack={!isWide} />;
    case 'person':
      return <PersonPage key={place.handle} handle={place.handle} hasBack={!isWide} />;
  }
}
