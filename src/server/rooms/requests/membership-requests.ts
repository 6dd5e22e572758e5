import { ProtocolError } from '../../../protocol/errors.ts';
import type { PeerName } from '../../../protocol/identifiers.ts';
import type { Room } from '../room.ts';
import type { RequestContext, RequestHandlers } from './request-handler.ts';

/** Joining, leaving, and what a peer says of itself. */
export const membershipRequests: RequestHandlers<
  'join' | 'leave' | 'changeDisplayName' | 'setSpeaking' | 'getRoomState' | 'reportFirstFrame'
> = {
  join: ({ room, peer }, { displayName, sealedName, device, rtpCapabilities }) => {
    if (peer.membership !== undefined) {
      throw new ProtocolError('already-joined');
    }
    const peers = room.others(peer);
    const name = nameFor(room, { displayName, sealedName });
    peer.membership = { name, device, rtpCapabilities };
    room.reviewSize();
    room.broadcast('newPeer', { id: peer.id, ...name, role: peer.role, device }, peer);
    // After the answer, so that the client knows the people before their media comes.
    setImmediate(() => room.subscribeToAll(peer));
    return {
      peerId: peer.id,
      role: peer.role,
      locked: room.locked,
      selectsSpeakers: room.selectsSpeakers,
      peers,
    };
  },

  leave: ({ peer }) => {
    // After the answer, which would have no connection left to travel on.
    setImmediate(() => peer.session.end('left'));
    return {};
  },

  changeDisplayName: ({ room, peer }, given) => {
    const name = nameFor(room, given);
    joined({ room, peer }).name = name;
    room.broadcast('peerDisplayNameChanged', { peerId: peer.id, ...name }, peer);
    return {};
  },

  setSpeaking: ({ room, peer }, { speaking }) => {
    joined({ room, peer });
    if (!room.selectsSpeakers) {
      throw new ProtocolError('conflict', 'This room does not select speakers: keep that to yourself.');
    }
    room.setSpeaking(peer, speaking);
    return {};
  },

  getRoomState: ({ room, peer }) => {
    joined({ room, peer });
    return {
      locked: room.locked,
      selectsSpeakers: room.selectsSpeakers,
      peers: room.others(peer),
      transportIds: [...(peer.placed?.transports.keys() ?? [])],
      producers: room.media.publicationsOf(peer.id).map(({ producer, source, wanted }) => ({
        id: producer.id,
        kind: producer.kind,
        source,
        paused: producer.paused,
        wantedLayer: wanted,
      })),
      consumers: peer.consumers,
    };
  },

  reportFirstFrame: ({ room, peer }, { kind, milliseconds }) => {
    joined({ room, peer });
    room.metrics.firstFrame(kind, milliseconds / 1000);
    return {};
  },
};

/**
 * The name that a room of this kind takes.
 *
 * @throws ProtocolError `encryption-required` for a name in clear in an encrypted room, `bad-request` for none.
 */
function nameFor(room: Room, { displayName, sealedName }: PeerName): PeerName {
  if (room.encrypted) {
    if (displayName !== undefined || sealedName === undefined) {
      throw new ProtocolError('encryption-required');
    }
    return { sealedName };
  }
  if (displayName === undefined || sealedName !== undefined) {
    throw new ProtocolError('bad-request', 'displayName: expected, as this room is not encrypted');
  }
  return { displayName };
}

/** @throws ProtocolError `not-joined`. */
export function joined({ peer }: RequestContext) {
  if (peer.membership === undefined) {
    throw new ProtocolError('not-joined');
  }
  return peer.membership;
}
