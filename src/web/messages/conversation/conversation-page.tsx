import { useTranslation } from 'react-i18next';
import { ProblemNote } from '../../account/account-form.tsx';
import { accountProblemOf } from '../../account/account-problem.ts';
import { Button } from '../../design/button.tsx';
import { cx } from '../../design/cx.ts';
import { ListSkeleton } from '../list/skeleton.tsx';
import { messagesPaths } from '../messages-path.ts';
import { useMessages } from '../use-messages.ts';
import styles from './conversation-page.module.css';
import { ConversationView } from './conversation-view.tsx';
import { useConversation } from './use-conversation.ts';

/** A conversation by its address. */
export function ConversationPage({ conversationId, hasBack }: { conversationId: string; hasBack: boolean }) {
  const { t } = useTranslation();
  const { messenger, open } = useMessages();
  const opening = useConversation(messenger, conversationId);
  if (opening.kind === 'open') {
    return <ConversationView conversation={opening.conversation} hasBack={hasBack} />;
  }
  if (opening.kind === 'opening') {
    return (
      <main data-pane="main" tabIndex={-1} className={cx(styles.page)}>
        <ListSkeleton />
      </main>
    );
  }
  return (
    <main data-pane="main" tabIndex={-1} className={cx(styles.page, styles.trouble)}>
      <h1 className={cx(styles.title)}>{t('messages.conversation.missing')}</h1>
      {opening.kind === 'missing' ? (
        <p>{t('messages.conversation.missingText')}</p>
      ) : (
        <ProblemNote problem={accountProblemOf(opening.error)} />
      )}
      <Button onPress={() => open(messagesPaths.list)}>{t('messages.back')}</Button>
    </main>
  );
}
