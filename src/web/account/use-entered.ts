import { useCallback } from 'react';
import { useDevice } from '../app/device.ts';
import { takeReturnPath } from './return-path.ts';

/** @returns Leads whoever has just logged in to the page that wanted it, or to their conversations. */
export function useEntered(): () => void {
  const { navigation, tabStorage } = useDevice();
  return useCallback(() => {
    navigation.openMessages(takeReturnPath(tabStorage) ?? '/messages');
  }, [navigation, tabStorage]);
}
