import type { Virtualizer } from '@tanstack/react-virtual';
import { type FocusEvent, type KeyboardEvent, type RefObject, useState } from 'react';
import type { TimelineRow } from './timeline-rows.ts';

export interface FocusedRow {
  /** The row that the Tab key comes to. */
  readonly stopKey: string | undefined;
  onKeyDown(event: KeyboardEvent<HTMLElement>): void;
  onFocus(event: FocusEvent<HTMLElement>): void;
}

/** Arrow keys go from message to message; the Tab key comes back to where one was, at first to the last. */
export function useFocusedRow(
  rows: readonly TimelineRow[],
  virtualizer: Virtualizer<HTMLElement, HTMLLIElement>,
  list: RefObject<HTMLElement | null>,
): FocusedRow {
  const [chosenKey, setChosenKey] = useState<string>();
  const chosen = rows.findIndex(({ key }) => key === chosenKey);
  const isChosenShown = virtualizer.getVirtualItems().some(({ index }) => index === chosen);
  const lastShown = virtualizer.getVirtualItems().at(-1)?.index ?? -1;
  const stopKey = rows[isChosenShown ? chosen : lastShown]?.key;

  const focus = (index: number, tries = 10) => {
    const entry = list.current?.querySelector<HTMLElement>(`[data-index="${index}"] [data-entry]`);
    if (entry !== null && entry !== undefined) entry.focus({ preventScroll: true });
    // It comes into the page once the list has scrolled to it.
    else if (tries > 0) requestAnimationFrame(() => focus(index, tries - 1));
  };
  return {
    stopKey,
    onKeyDown: (event) => {
      const entry = event.target instanceof HTMLElement ? event.target.closest('[data-entry]') : null;
      if (entry === null || event.target !== entry) return;
      const present = Number(entry.closest('[data-index]')?.getAttribute('data-index'));
      const wanted = targetOf(event.key, present, rows.length);
      if (wanted === undefined) return;
      event.preventDefault();
      const next = Math.min(rows.length - 1, Math.max(0, wanted));
      virtualizer.scrollToIndex(next, { align: 'auto' });
      setChosenKey(rows[next]?.key);
      focus(next);
    },
    onFocus: ({ target }) => {
      const index = target.closest('[data-index]')?.getAttribute('data-index');
      if (index !== null && index !== undefined) setChosenKey(rows[Number(index)]?.key);
    },
  };
}

/** How many rows a page is taken to have. */
const pageLength = 10;

function targetOf(key: string, present: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowUp':
      return present - 1;
    case 'ArrowDown':
      return present + 1;
    case 'PageUp':
      return present - pageLength;
    case 'PageDown':
      return present + pageLength;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
