import { effect, type ReadonlySignal } from '@preact/signals-core';
import type { Preferences } from './preferences.ts';

/** Tells the style sheet which theme the person chose; without a choice the system's applies. */
export function applyTheme(root: HTMLElement, preferences: ReadonlySignal<Preferences>): () => void {
  return effect(() => {
    const { theme } = preferences.value;
    if (theme === 'system') root.removeAttribute('data-theme');
    else root.dataset.theme = theme;
  });
}
