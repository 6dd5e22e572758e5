import { useCallback } from 'react';
import { useDevice } from '../../app/device.ts';
import { parseRoomLink } from '../../room/room-link.ts';
import { RoomMemory } from '../../room/room-memory.ts';

/** @returns Opens the call behind a path, its camera off at first where only a voice is wanted. */
export function useOpenCall(): (path: string, kind: 'video' | 'voice') => void {
  const { navigation, storage, tabStorage } = useDevice();
  return useCallback(
    (path, kind) => {
      const link = parseRoomLink(path);
      if (link === undefined) return;
      if (kind === 'voice') {
        const memory = new RoomMemory(link.roomId, { device: storage, tab: tabStorage });
        memory.keepPresence({ muted: false, cameraOff: true });
      }
      navigation.openLink(link);
    },
    [navigation, storage, tabStorage],
  );
}
