import { useEffect } from 'react';

/**
 * Keeps the browser's Back from leaving the page at once: one entry of our own stands on top of the
 * history, and going back over it calls `onBack` and puts it there again.
 */
export function useBackGuard(onBack: () => void): void {
  useEffect(() => {
    const guard = { guardsCall: true };
    window.history.pushState(guard, '');
    const back = () => {
      window.history.pushState(guard, '');
      onBack();
    };
    window.addEventListener('popstate', back);
    return () => window.removeEventListener('popstate', back);
  }, [onBack]);
}
