import { useTranslation } from 'react-i18next';
import type { Conversation, FileContent, TimelineItem } from '../../../client/messenger/api.ts';
import { useSignal } from '../../app/use-signal.ts';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { formatMoment } from '../../i18n/format.ts';
import { fileIcon } from './file-kind.ts';
import styles from './file-list.module.css';
import { FileState } from './file-state.tsx';
import { formatBytes } from './format-bytes.ts';
import { useFileDesk } from './use-file-desk.tsx';

interface ListedFile {
  readonly messageId: string;
  readonly at: number;
  readonly content: FileContent;
}

/** The files of a conversation that are messages, the latest first, as far as the messages are loaded. */
export function FileList({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const files = filesOf(useSignal(conversation.timeline));
  const isPartial = useSignal(conversation.history) === 'partial';
  if (files.length === 0) return null;
  return (
    <section aria-label={t('messages.file.list')} className={cx(styles.section)}>
      <h3 className={cx(styles.title)}>{t('messages.file.list')}</h3>
      <ul className={cx(styles.files)}>
        {files.map((file) => (
          <FileRow key={file.messageId} file={file} />
        ))}
      </ul>
      {isPartial && <p className={cx(styles.note)}>{t('messages.file.listPartial')}</p>}
    </section>
  );
}

function FileRow({ file: { messageId, at, content } }: { file: ListedFile }) {
  const { i18n } = useTranslation();
  const { desk } = useFileDesk();
  const transfer = useSignal(content.transfer);
  const { name, size, mediaType } = content;
  return (
    <li>
      <button type="button" className={cx(styles.file)} onClick={() => desk.open(messageId, content)}>
        <Icon of={fileIcon(mediaType)} />
        <span className={cx(styles.words)}>
          <span className={cx(styles.name)}>{name}</span>
          <span className={cx(styles.note)}>
            {formatBytes(size, i18n.language)} · {formatMoment(at, i18n.language)}
          </span>
        </span>
      </button>
      <FileState name={name} transfer={transfer} isLive={false} />
    </li>
  );
}

function filesOf(items: readonly TimelineItem[]): ListedFile[] {
  return items
    .flatMap((item) => {
      if (item.kind !== 'message' || item.content.kind !== 'file') return [];
      const isWaiting = item.delivery?.kind === 'sending' || item.delivery?.kind === 'failed';
      return isWaiting ? [] : [{ messageId: item.messageId, at: item.at, content: item.content }];
    })
    .reverse();
}
