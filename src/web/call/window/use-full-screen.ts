import { useCallback, useSyncExternalStore } from 'react';
import type { WindowMode } from '../bar/more-menu.tsx';

function subscribe(changed: () => void): () => void {
  document.addEventListener('fullscreenchange', changed);
  return () => document.removeEventListener('fullscreenchange', changed);
}

/** Full screen, where the browser has it. A refusal leaves things as they are, and the browser says why. */
export function useFullScreen(): WindowMode | undefined {
  const isOn = useSyncExternalStore(subscribe, () => document.fullscreenElement !== null);
  const toggle = useCallback(() => {
    const change =
      document.fullscreenElement === null
        ? document.documentElement.requestFullscreen({ navigationUI: 'hide' })
        : document.exitFullscreen();
    change.catch((error: unknown) => {
      if (!(error instanceof TypeError)) throw error;
    });
  }, []);
  return document.fullscreenEnabled ? { isOn, toggle } : undefined;
}
