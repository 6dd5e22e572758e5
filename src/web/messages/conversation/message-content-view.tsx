import { Ban, CircleHelp, ShieldAlert, Video } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Message } from '../../../client/messenger/api.ts';
import { Button } from '../../design/button.tsx';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { FileView } from '../files/file-view.tsx';
import { MessageText } from '../text/message-text.tsx';
import styles from './message-content-view.module.css';
import { useOpenCall } from './use-open-call.ts';

export interface MessageContentViewProps {
  message: Message;
  handles: ReadonlySet<string>;
  ownHandle: string;
}

const traces = { deleted: Ban, unsupported: CircleHelp, unreadable: ShieldAlert } as const;

/** What a message says, whatever kind it is of. */
export function MessageContentView({ message, handles, ownHandle }: MessageContentViewProps) {
  const { t } = useTranslation();
  const { content, isMine } = message;
  const openCall = useOpenCall();
  switch (content.kind) {
    case 'text':
      return (
        <div className={cx(styles.text)} dir="auto">
          <MessageText body={content.body} handles={handles} ownHandle={ownHandle} />
        </div>
      );
    case 'call': {
      const { path } = content;
      return (
        <div className={cx(styles.call)}>
          <p className={cx(styles.trace, styles.strong)}>
            <Icon of={Video} />
            {t(isMine ? 'messages.call.mine' : 'messages.call.theirs')}
          </p>
          <Button onPress={() => openCall(path, 'video')}>{t('messages.call.join')}</Button>
        </div>
      );
    }
    case 'file':
      return <FileView message={message} content={content} />;
    case 'deleted':
    case 'unsupported':
    case 'unreadable':
      return (
        <p className={cx(styles.trace)}>
          <Icon of={traces[content.kind]} size="small" />
          {t(`messages.trace.${content.kind}`)}
        </p>
      );
  }
}
