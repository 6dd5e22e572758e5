import { useTranslation } from 'react-i18next';
import type { FileTransfer } from '../../../client/messenger/api.ts';
import { cx } from '../../design/cx.ts';
import styles from './file-view.module.css';
import { formatBytes, formatSpeed, formatTimeLeft } from './format-bytes.ts';

/** What a person can do something about; all others are said in one sentence. */
const failures = [
  'file-too-large',
  'quota-exceeded',
  'file-store-full',
  'no-room',
  'source-changed',
] as const;
type KnownFailure = (typeof failures)[number];
const isKnown = (code: string): code is KnownFailure => failures.some((known) => known === code);

/** How a file stands, in words. @param isLive Whether it is read aloud: not figures that change all the time. */
export function FileState({
  name,
  transfer,
  isLive,
}: {
  name: string;
  transfer: FileTransfer;
  isLive: boolean;
}) {
  const words = useWords(name, transfer);
  const isTrouble =
    transfer.kind === 'failed' || transfer.kind === 'refused' || transfer.kind === 'choose-again';
  return (
    <p aria-live={isLive ? 'polite' : 'off'} className={cx(styles.state, isTrouble && styles.trouble)}>
      {words}
    </p>
  );
}

function useWords(name: string, transfer: FileTransfer): string | undefined {
  const { t, i18n } = useTranslation();
  const { language } = i18n;
  switch (transfer.kind) {
    case 'idle':
    case 'ready':
      return undefined;
    case 'preparing':
    case 'gone':
    case 'refused':
      return t(`messages.file.${transfer.kind}`);
    case 'choose-again':
      return t(transfer.isOther ? 'messages.file.chooseOther' : 'messages.file.chooseAgain', { name });
    case 'failed':
      return t(`messages.file.failed.${isKnown(transfer.code) ? transfer.code : 'other'}`);
    case 'moving':
    case 'interrupted':
    case 'paused': {
      const { done, size, bytesPerSecond, secondsLeft } = transfer.progress;
      const amount = t('messages.file.amount', {
        done: formatBytes(done, language),
        size: formatBytes(size, language),
      });
      if (transfer.kind !== 'moving') return t(`messages.file.${transfer.kind}`, { amount });
      return [
        amount,
        bytesPerSecond !== undefined && formatSpeed(bytesPerSecond, language),
        secondsLeft !== undefined &&
          t('messages.file.timeLeft', { time: formatTimeLeft(secondsLeft, language) }),
      ]
        .filter((part) => part !== false)
        .join(' · ');
    }
  }
}
