import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../../client/messenger/api.ts';
import { useMediaQuery } from '../../app/use-media-query.ts';
import { useSignal } from '../../app/use-signal.ts';
import { cx } from '../../design/cx.ts';
import { Sheet } from '../../design/sheet.tsx';
import { Composer } from '../composer/composer.tsx';
import { ComposerModel } from '../composer/composer-model.ts';
import { SendingBlockNote } from '../composer/sending-block-note.tsx';
import { titleOf } from '../conversation-title.ts';
import { Details } from '../details/details.tsx';
import { DropHint, useFileDrop } from '../files/file-drop.tsx';
import { FileTray } from '../files/file-tray.ts';
import { FileDeskProvider } from '../files/use-file-desk.tsx';
import { ConnectionLine } from '../list/connection-line.tsx';
import { useTitle } from '../use-title.ts';
import { ConversationHeader } from './conversation-header.tsx';
import styles from './conversation-view.module.css';
import { Timeline } from './timeline.tsx';

/** An open conversation: what was said, what one says, and, where there is room, who is in it. */
export function ConversationView({
  conversation,
  hasBack,
}: {
  conversation: Conversation;
  hasBack: boolean;
}) {
  const { t } = useTranslation();
  const summary = useSignal(conversation.summary);
  const block = useSignal(conversation.sendingBlock);
  const hasRoom = useMediaQuery('(width >= 80rem)');
  const [model] = useState(() => new ComposerModel(conversation));
  const [tray] = useState(() => new FileTray(conversation));
  const drop = useFileDrop(block === undefined ? (files) => tray.add(files) : undefined);
  const [isAsideOpen, setAsideOpen] = useState(true);
  const [isSheetOpen, setSheetOpen] = useState(false);
  const title = titleOf(summary);

  useEffect(() => () => model.close(), [model]);
  useTitle(title);

  const areDetailsOpen = hasRoom ? isAsideOpen : isSheetOpen;
  const setDetailsOpen = hasRoom ? setAsideOpen : setSheetOpen;
  const details = <Details conversation={conversation} />;
  return (
    <FileDeskProvider conversation={conversation}>
      <div className={cx(styles.columns, hasRoom && isAsideOpen && styles.three)}>
        <main data-pane="main" tabIndex={-1} className={cx(styles.main)} {...drop.handlers}>
          <ConversationHeader
            conversation={conversation}
            hasBack={hasBack}
            areDetailsOpen={areDetailsOpen}
            onToggleDetails={() => setDetailsOpen(!areDetailsOpen)}
          />
          {hasBack && (
            <div className={cx(styles.connection)}>
              <ConnectionLine />
            </div>
          )}
          <Timeline conversation={conversation} composer={model} />
          {block === undefined ? (
            <Composer model={model} tray={tray} title={title} />
          ) : (
            <SendingBlockNote block={block} conversation={conversation} />
          )}
          {drop.isOver && <DropHint />}
        </main>
        {hasRoom && isAsideOpen && (
          <aside
            data-pane="details"
            tabIndex={-1}
            aria-label={t('messages.details.title')}
            className={cx(styles.aside)}
          >
            {details}
          </aside>
        )}
        {!hasRoom && (
          <Sheet title={t('messages.details.title')} isOpen={isSheetOpen} onClose={() => setSheetOpen(false)}>
            {details}
          </Sheet>
        )}
      </div>
    </FileDeskProvider>
  );
}
