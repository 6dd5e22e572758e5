import { CircleAlert, Download, Maximize2, Pause, Play, RotateCw, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { FileContent, FileTransfer, Message } from '../../../client/messenger/api.ts';
import { useSignal } from '../../app/use-signal.ts';
import { Button } from '../../design/button.tsx';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import { ChooseFiles } from './choose-files.tsx';
import { fileIcon, isPicture } from './file-kind.ts';
import { FileState } from './file-state.tsx';
import styles from './file-view.module.css';
import { formatBytes } from './format-bytes.ts';
import { ProgressRing } from './progress-ring.tsx';
import { useFileDesk } from './use-file-desk.tsx';

/** A file of a message: what it is, how it stands, and what can be done with it. */
export function FileView({ message, content }: { message: Message; content: FileContent }) {
  const { i18n } = useTranslation();
  const transfer = useSignal(content.transfer);
  const { name, size, thumbnail } = content;
  return (
    <div className={cx(styles.file, thumbnail !== undefined && styles.pictured)}>
      {thumbnail !== undefined && <Thumbnail message={message} content={content} transfer={transfer} />}
      <div className={cx(styles.row)}>
        {thumbnail === undefined && <Sign content={content} transfer={transfer} />}
        <div className={cx(styles.words)}>
          <span className={cx(styles.name)} dir="auto">
            {name}
          </span>
          <span className={cx(styles.size)}>{formatBytes(size, i18n.language)}</span>
        </div>
        <Controls messageId={message.messageId} content={content} transfer={transfer} />
      </div>
      <FileState name={name} transfer={transfer} isLive={transfer.kind !== 'moving'} />
      {transfer.kind === 'choose-again' && <ChooseAgain messageId={message.messageId} name={name} />}
    </div>
  );
}

interface PartProps {
  content: FileContent;
  transfer: FileTransfer;
}

/** Its sign, with how far it has come around it. */
function Sign({ content, transfer }: PartProps) {
  return (
    <span className={cx(styles.sign)}>
      <Icon of={fileIcon(content.mediaType)} size="large" />
      <Ring name={content.name} transfer={transfer} />
    </span>
  );
}

/** Its picture; pressing it opens what the picture stands for. */
function Thumbnail({ message, content, transfer }: PartProps & { message: Message }) {
  const { t } = useTranslation();
  const { desk } = useFileDesk();
  const { name, mediaType, thumbnail } = content;
  if (thumbnail === undefined) return null;
  const { src, width, height } = thumbnail;
  const picture = <img src={src} alt="" width={width} height={height} className={cx(styles.thumbnail)} />;
  const ring = isMoving(transfer) && (
    <span className={cx(styles.over)}>
      <Ring name={name} transfer={transfer} />
    </span>
  );
  if (!canOpen(transfer)) {
    return (
      <span className={cx(styles.frame)}>
        {picture}
        {ring}
      </span>
    );
  }
  return (
    <button
      type="button"
      aria-label={t(isPicture(mediaType) ? 'messages.file.open' : 'messages.file.save', { name })}
      className={cx(styles.frame)}
      onClick={() => desk.open(message.messageId, content)}
    >
      {picture}
      {ring}
    </button>
  );
}

function Ring({ name, transfer }: { name: string; transfer: FileTransfer }) {
  const { t } = useTranslation();
  if (!isMoving(transfer)) return null;
  const { direction, progress } = transfer;
  const share = progress.size === 0 ? 1 : progress.done / progress.size;
  return (
    <ProgressRing
      label={t(direction === 'up' ? 'messages.file.sending' : 'messages.file.fetching', { name })}
      share={share}
    />
  );
}

function Controls({ messageId, content, transfer }: PartProps & { messageId: string }) {
  const { t } = useTranslation();
  const { conversation, desk } = useFileDesk();
  const { name, mediaType } = content;
  const cancel = () => void conversation.cancelFile(messageId);
  const resume = () => conversation.resumeFile(messageId);
  const stop = (
    <IconButton label={t('messages.file.cancel', { name })} onPress={cancel}>
      <Icon of={X} />
    </IconButton>
  );
  switch (transfer.kind) {
    case 'preparing':
    case 'choose-again':
      return stop;
    case 'moving':
    case 'interrupted':
      return (
        <>
          <IconButton
            label={t('messages.file.pause', { name })}
            onPress={() => conversation.pauseFile(messageId)}
          >
            <Icon of={Pause} />
          </IconButton>
          {stop}
        </>
      );
    case 'paused':
      return (
        <>
          <IconButton label={t('messages.file.resume', { name })} onPress={resume}>
            <Icon of={Play} />
          </IconButton>
          {stop}
        </>
      );
    case 'failed':
      return (
        <>
          <IconButton label={t('messages.file.retry', { name })} onPress={resume}>
            <Icon of={RotateCw} />
          </IconButton>
          {transfer.direction === 'up' && stop}
        </>
      );
    case 'refused':
      return (
        <IconButton label={t('messages.file.retry', { name })} onPress={() => desk.open(messageId, content)}>
          <Icon of={RotateCw} />
        </IconButton>
      );
    case 'gone':
      return <Icon of={CircleAlert} />;
    case 'idle':
    case 'ready':
      return (
        <IconButton
          label={t(isPicture(mediaType) ? 'messages.file.open' : 'messages.file.save', { name })}
          onPress={() => desk.open(messageId, content)}
        >
          <Icon of={isPicture(mediaType) ? Maximize2 : Download} />
        </IconButton>
      );
  }
}

function ChooseAgain({ messageId, name }: { messageId: string; name: string }) {
  const { t } = useTranslation();
  const { conversation } = useFileDesk();
  return (
    <ChooseFiles
      isMultiple={false}
      onChoose={([file]) => file !== undefined && conversation.chooseFileAgain(messageId, file)}
    >
      {(open) => (
        <Button label={t('messages.file.chooseNamed', { name })} onPress={open}>
          {t('messages.file.choose')}
        </Button>
      )}
    </ChooseFiles>
  );
}

type Moving = Extract<FileTransfer, { readonly progress: unknown }>;

const isMoving = (transfer: FileTransfer): transfer is Moving => 'progress' in transfer;

/** Whether pressing it does something: it is at the server, as far as one knows. */
const canOpen = ({ kind }: FileTransfer) => kind === 'idle' || kind === 'ready';
