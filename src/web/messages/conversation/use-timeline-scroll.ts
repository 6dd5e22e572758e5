import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Conversation } from '../../../client/messenger/api.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import type { TimelineRow } from './timeline-rows.ts';

/** How many rows from the top older messages are asked for. */
const loadAhead = 8;
/** Pixels from the end within which one is at the end. */
const endMargin = 48;
/** A row before it is measured: most are a line or two. */
const expectedHeight = 52;
/** Milliseconds until the place where a conversation opens has been found, however tall its messages turn out. */
const settling = 250;
/** Blank space above the first message; each has its own below it. */
const padding = 12;

export interface TimelineScroll {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly virtualizer: Virtualizer<HTMLElement, HTMLLIElement>;
  readonly isAtEnd: boolean;
  readonly isLoadingOlder: boolean;
  jumpToEnd(): void;
}

/**
 * Where one is in a conversation. It opens at the first unread message or at the end, stays at the end as messages come
 * for whoever is there, and keeps everybody else's place, also while older messages are put before it.
 */
export function useTimelineScroll(conversation: Conversation, rows: readonly TimelineRow[]): TimelineScroll {
  const scroller = useRef<HTMLElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const virtualizer = useVirtualizer<HTMLElement, HTMLLIElement>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => expectedHeight,
    getItemKey: useCallback((index: number) => rows[index]?.key ?? index, [rows]),
    overscan: 8,
    paddingStart: padding,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: endMargin,
  });

  const isAnythingThere = rows.length > 0;
  const [isSettled, setSettled] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when there is something to show.
  useLayoutEffect(() => {
    if (!isAnythingThere) return;
    const timer = setTimeout(() => setSettled(true), settling);
    const unread = rows.findIndex(({ isFirstUnread }) => isFirstUnread);
    if (unread === -1) virtualizer.scrollToEnd();
    else virtualizer.scrollToIndex(unread, { align: 'start' });
    return () => clearTimeout(timer);
  }, [isAnythingThere]);

  const checkEnd = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    setAtEnd(element.scrollHeight - element.scrollTop - element.clientHeight <= endMargin);
  }, []);
  useEffect(() => {
    const element = scroller.current;
    element?.addEventListener('scroll', checkEnd, { passive: true });
    return () => element?.removeEventListener('scroll', checkEnd);
  }, [checkEnd]);

  // The end stays in sight while the composer grows, or a keyboard comes up.
  const isHeld = useRef(isAtEnd);
  isHeld.current = isAtEnd;
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    let height = element.clientHeight;
    const observer = new ResizeObserver(() => {
      if (element.clientHeight === height) return;
      height = element.clientHeight;
      if (isHeld.current) element.scrollTo(0, element.scrollHeight);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: again whenever there are other rows.
  useEffect(checkEnd, [rows, checkEnd]);

  // One's own message is seen wherever one was.
  const last = rows.at(-1)?.item;
  const ownKey = last?.kind === 'message' && last.isMine ? rows.at(-1)?.key : undefined;
  const seenOwnKey = useRef(ownKey);
  useLayoutEffect(() => {
    if (ownKey === seenOwnKey.current) return;
    seenOwnKey.current = ownKey;
    if (ownKey !== undefined) virtualizer.scrollToEnd();
  }, [ownKey, virtualizer]);

  const first = virtualizer.getVirtualItems()[0]?.index;
  const [isLoadingOlder, setLoadingOlder] = useState(false);
  const isLoading = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: again whenever there are other rows.
  useEffect(() => {
    if (!isSettled || first === undefined || first >= loadAhead || isLoading.current) return;
    if (conversation.history.peek() !== 'partial') return;
    isLoading.current = true;
    setLoadingOlder(true);
    loadOlder(conversation).finally(() => {
      isLoading.current = false;
      setLoadingOlder(false);
    });
  }, [conversation, first, isSettled, rows]);

  useReadMarker(conversation, rows, isAtEnd);
  return { scroller, virtualizer, isAtEnd, isLoadingOlder, jumpToEnd: () => virtualizer.scrollToEnd() };
}

/** @returns Whether they came. Where the server cannot be reached the connection line says so, and scrolling tries again. */
export async function loadOlder(conversation: Conversation): Promise<boolean> {
  try {
    await conversation.loadOlder();
    return true;
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return false;
  }
}

/** What stands at the end has been seen by whoever is there and looks at the page. */
function useReadMarker(conversation: Conversation, rows: readonly TimelineRow[], isAtEnd: boolean): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: again whenever there are other rows.
  useEffect(() => {
    if (!isAtEnd) return;
    const mark = () => {
      if (document.visibilityState === 'visible' && document.hasFocus()) conversation.markRead();
    };
    mark();
    window.addEventListener('focus', mark);
    document.addEventListener('visibilitychange', mark);
    return () => {
      window.removeEventListener('focus', mark);
      document.removeEventListener('visibilitychange', mark);
    };
  }, [conversation, rows, isAtEnd]);
}
