import { useEffect } from 'react';

/** Keeps the screen on during a call, where the browser can. It lets go whenever the page is hidden, so it is asked again. */
export function useWakeLock(): void {
  useEffect(() => {
    let isOver = false;
    let lock: WakeLockSentinel | undefined;
    const ask = async () => {
      if (!('wakeLock' in navigator) || document.visibilityState !== 'visible') return;
      try {
        lock = await navigator.wakeLock.request('screen');
      } catch (error) {
        // A low battery is a good reason to refuse.
        if (!(error instanceof DOMException)) throw error;
      }
      if (isOver) await lock?.release();
    };
    const askAgain = () => void ask();
    document.addEventListener('visibilitychange', askAgain);
    void ask();
    return () => {
      isOver = true;
      document.removeEventListener('visibilitychange', askAgain);
      void lock?.release();
    };
  }, []);
}
