import { useCallback } from 'react';
import { useDevice } from '../app/device.ts';
import { takeReturnPath } from './return-path.ts';

/** @returns Leads whoever has just logged in to the page that wanted it, or to the start page. */
export function useEntered(): () => void {
  const { navigation, tabStorage } = useDevice();
  return useCallback(() => {
    const path = takeReturnPath(tabStorage);
    if (path === undefined) navigation.openStart();
    else navigation.openMessages(path);
  }, [navigation, tabStorage]);
}
