import { useEffect, useState } from 'react';
import { useDevice } from '../app/device.ts';
import { useServices } from '../app/services.ts';
import type { RoomAddress } from './room-address.ts';
import { RoomMemory } from './room-memory.ts';
import { RoomSession } from './room-session.ts';
import { LockTabClaim } from './tab-claim.ts';

/** The session of a room while its page stands. */
export function useRoomSession({ roomId, encrypted }: RoomAddress): RoomSession | undefined {
  const services = useServices();
  const device = useDevice();
  const [session, setSession] = useState<RoomSession>();
  useEffect(() => {
    const opened = new RoomSession({
      roomId,
      encrypted,
      server: services.server,
      loadCallLibrary: services.loadCallLibrary,
      memory: new RoomMemory(roomId, { device: device.storage, tab: device.tabStorage }),
      claim: new LockTabClaim(roomId, navigator.locks),
      displayName: () => device.preferences.value.displayName,
      isRefresh: isRefresh(),
      now: Date.now,
    });
    setSession(opened);
    void opened.open();
    return () => opened.close();
  }, [roomId, encrypted, services, device]);
  return session;
}

/** A copied tab brings the store of its model along, so the store alone does not tell a refresh. */
function isRefresh(): boolean {
  const [entry] = performance.getEntriesByType('navigation');
  return entry instanceof PerformanceNavigationTiming && entry.type === 'reload';
}
