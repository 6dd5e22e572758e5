import type { KeyboardEvent } from 'react';

/**
 * Moves the focus over the elements with `data-stop` within a list by the arrow keys, Home and End.
 *
 * @param columns How many stand in a line; with more than one, left and right move as well.
 */
export function moveByArrows(event: KeyboardEvent<HTMLElement>, columns = 1): void {
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-stop]')];
  const present = stops.findIndex((stop) => stop.matches(':focus'));
  if (present === -1) return;
  const next = target(event.key, present, stops.length, columns);
  if (next === undefined) return;
  event.preventDefault();
  stops[Math.min(stops.length - 1, Math.max(0, next))]?.focus();
}

function target(key: string, present: number, count: number, columns: number): number | undefined {
  if (key === 'ArrowDown') return present + columns;
  if (key === 'ArrowUp') return present - columns;
  if (key === 'ArrowRight' && columns > 1) return present + 1;
  if (key === 'ArrowLeft' && columns > 1) return present - 1;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : undefined;
}
