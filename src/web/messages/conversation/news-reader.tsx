import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TimelineItem } from '../../../client/messenger/api.ts';
import { keyOf } from './timeline-rows.ts';

/** Reads aloud what comes in while the conversation is open. */
export function NewsReader({ items }: { items: readonly TimelineItem[] }) {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const last = items.at(-1);
  const lastKey = last === undefined ? undefined : keyOf(last);
  const heardKey = useRef(lastKey);
  useEffect(() => {
    if (lastKey === heardKey.current) return;
    const isFirst = heardKey.current === undefined;
    heardKey.current = lastKey;
    if (isFirst || last?.kind !== 'message' || last.isMine) return;
    const { content, author } = last;
    const text = content.kind === 'text' ? content.body : t(`messages.content.${content.kind}`);
    setWords(t('messages.list.line', { name: author.displayName, text }));
  }, [last, lastKey, t]);
  return (
    <p aria-live="polite" className="visually-hidden">
      {words}
    </p>
  );
}
