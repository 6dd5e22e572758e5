import { ArrowDown } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { TimelineItem } from '../../../client/messenger/api.ts';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import styles from './jump-to-latest.module.css';
import { keyOf } from './timeline-rows.ts';

export interface JumpToLatestProps {
  items: readonly TimelineItem[];
  isAtEnd: boolean;
  onJump: () => void;
}

/** Back to the end, for whoever is elsewhere; it counts what has come there meanwhile. */
export function JumpToLatest({ items, isAtEnd, onJump }: JumpToLatestProps) {
  const { t } = useTranslation();
  const seenKey = useRef<string>(undefined);
  const last = items.at(-1);
  if ((isAtEnd || seenKey.current === undefined) && last !== undefined) seenKey.current = keyOf(last);
  if (isAtEnd) return null;
  const seen = items.findLastIndex((item) => keyOf(item) === seenKey.current);
  const count = items.slice(seen + 1).filter((item) => item.kind === 'message' && !item.isMine).length;
  const label = count === 0 ? t('messages.conversation.latest') : t('messages.conversation.new', { count });
  return (
    <div className={cx(styles.jump)}>
      <IconButton label={label} badge={count === 0 ? undefined : String(count)} onPress={onJump}>
        <Icon of={ArrowDown} />
      </IconButton>
    </div>
  );
}
