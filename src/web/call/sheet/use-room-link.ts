import { useEffect, useState } from 'react';
import type { Call } from '../../../client/api.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import { useServices } from '../../app/services.ts';
import { useOptionalSignal } from '../../app/use-optional-signal.ts';
import type { RoomAddress } from '../../room/room-address.ts';
import { roomLink } from '../../room/room-link.ts';

/** The link that lets others into this call now. After a renewal it is another one. */
export function useRoomLink(room: RoomAddress, call: Call): string {
  const origin = useShareOrigin();
  const invitation = useOptionalSignal(call.encryption?.invitation);
  return roomLink(origin, room, invitation);
}

/** Where others find this server; until it has said so, where this page was found. */
function useShareOrigin(): string {
  const { server } = useServices();
  const [origin, setOrigin] = useState(window.location.origin);
  useEffect(() => {
    let isShown = true;
    server.bootstrap().then(
      ({ shareOrigin }) => isShown && setOrigin(shareOrigin),
      (error: unknown) => {
        // The page's own address leads here, too.
        if (!(error instanceof ProtocolError)) throw error;
      },
    );
    return () => {
      isShown = false;
    };
  }, [server]);
  return origin;
}
