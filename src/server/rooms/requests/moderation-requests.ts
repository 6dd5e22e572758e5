import { ProtocolError } from '../../../protocol/errors.ts';
import { joined } from './membership-requests.ts';
import type { RequestContext, RequestHandlers } from './request-handler.ts';

/** What only moderators may do. */
export const moderationRequests: RequestHandlers<'removePeer' | 'mutePeer' | 'setRoomLocked' | 'closeRoom'> =
  {
    removePeer: (context, { peerId }) => {
      moderating(context);
      if (peerId === context.peer.id) {
        throw new ProtocolError('conflict', 'To go yourself, leave.');
      }
      context.room.remove(peerId);
      return {};
    },

    mutePeer: async (context, { peerId, source }) => {
      moderating(context);
      const target = context.room.peer(peerId);
      const affected = context.room.media
        .publicationsOf(peerId)
        .filter((publication) => publication.source === source);
      await Promise.all(affected.map(({ producer }) => producer.pause()));
      target.session.notify('muteRequested', { source, byPeerId: context.peer.id });
      return {};
    },

    setRoomLocked: (context, { locked }) => {
      moderating(context);
      context.room.setLocked(locked);
      return {};
    },

    closeRoom: (context) => {
      moderating(context);
      // After the answer, which would have no connection left to travel on.
      setImmediate(() => context.room.close('room-closed'));
      return {};
    },
  };

/** @throws ProtocolError `not-joined` or `forbidden`. */
function moderating(context: RequestContext): void {
  joined(context);
  if (context.peer.role !== 'moderator') {
    throw new ProtocolError('forbidden');
  }
}
