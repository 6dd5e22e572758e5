import type { Call } from '../../../client/api.ts';
import { useOptionalSignal } from '../../app/use-optional-signal.ts';
import { useShareOrigin } from '../../app/use-share-origin.ts';
import type { RoomAddress } from '../../room/room-address.ts';
import { roomLink } from '../../room/room-link.ts';

/** The link that lets others into this call now. After a renewal it is another one. */
export function useRoomLink(room: RoomAddress, call: Call): string {
  const origin = useShareOrigin();
  const invitation = useOptionalSignal(call.encryption?.invitation);
  return roomLink(origin, room, invitation);
}
