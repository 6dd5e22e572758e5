import { ProtocolError } from '../../../protocol/errors.ts';
import type { RequestContext, RequestHandlers } from './request-handler.ts';

/** Joining, leaving, and what a peer says of itself. */
export const membershipRequests: RequestHandlers<
  'join' | 'leave' | 'changeDisplayName' | 'getRoomState' | 'reportFirstFrame'
> = {
  join: ({ room, peer }, { displayName, device, rtpCapabilities }) => {
    if (peer.membership !== undefined) {
      throw new ProtocolError('already-joined');
    }
    const peers = room.others(peer);
    peer.membership = { displayName, device, rtpCapabilities };
    room.broadcast('newPeer', { id: peer.id, displayName, role: peer.role, device }, peer);
    // After the answer, so that the client knows the people before their media comes.
    setImmediate(() => room.subscribeToAll(peer));
    return { peerId: peer.id, role: peer.role, locked: room.locked, peers };
  },

  leave: ({ peer }) => {
    // After the answer, which would have no connection left to travel on.
    setImmediate(() => peer.session.end('left'));
    return {};
  },

  changeDisplayName: ({ room, peer }, { displayName }) => {
    joined({ room, peer }).displayName = displayName;
    room.broadcast('peerDisplayNameChanged', { peerId: peer.id, displayName }, peer);
    return {};
  },

  getRoomState: ({ room, peer }) => {
    joined({ room, peer });
    return {
      locked: room.locked,
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

/** @throws ProtocolError `not-joined`. */
export function joined({ peer }: RequestContext) {
  if (peer.membership === undefined) {
    throw new ProtocolError('not-joined');
  }
  return peer.membership;
}
