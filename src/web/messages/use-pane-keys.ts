import { type RefCallback, useCallback } from 'react';

/**
 * F6 goes to the next column and Shift+F6 to the one before, each time to where the focus last was in it. A column is an
 * element with `data-pane`.
 */
export function usePaneKeys(): RefCallback<HTMLElement> {
  return useCallback((root: HTMLElement | null) => {
    if (root === null) return;
    const last = new WeakMap<Element, HTMLElement>();
    const paneOf = (element: EventTarget | null) =>
      element instanceof HTMLElement ? element.closest<HTMLElement>('[data-pane]') : null;
    const note = ({ target }: FocusEvent) => {
      const pane = paneOf(target);
      if (pane !== null && target instanceof HTMLElement) last.set(pane, target);
    };
    const move = (event: KeyboardEvent) => {
      if (event.key !== 'F6') return;
      const panes = [...root.querySelectorAll<HTMLElement>('[data-pane]')];
      const present = panes.findIndex((pane) => pane.matches(':focus-within'));
      const step = event.shiftKey ? -1 : 1;
      const next = panes[(present + step + panes.length) % panes.length];
      if (next === undefined) return;
      event.preventDefault();
      const before = last.get(next);
      (before?.isConnected ? before : next).focus();
    };
    root.addEventListener('focusin', note);
    root.addEventListener('keydown', move);
    return () => {
      root.removeEventListener('focusin', note);
      root.removeEventListener('keydown', move);
    };
  }, []);
}
