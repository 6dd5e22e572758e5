import { useEffect } from 'react';
import { useDevice } from '../app/device.ts';
import { RoomMemory } from '../room/room-memory.ts';
import { judgePastedRoom } from './typed-room.ts';

/**
 * Opens the room whose link is pasted anywhere on the page.
 *
 * @param onIncomplete Called with the text where it names a room but carries no key.
 */
export function usePastedRoom(onIncomplete?: (text: string) => void): void {
  const { navigation, storage, tabStorage } = useDevice();
  useEffect(() => {
    const remembers = (roomId: string) =>
      new RoomMemory(roomId, { device: storage, tab: tabStorage }).invitation !== undefined;
    const paste = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData('text') ?? '';
      const pasted = judgePastedRoom(text, remembers);
      if (pasted === undefined) return;
      event.preventDefault();
      if (pasted.kind === 'room') navigation.openLink(pasted.link);
      else onIncomplete?.(text.trim());
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, [navigation, storage, tabStorage, onIncomplete]);
}
