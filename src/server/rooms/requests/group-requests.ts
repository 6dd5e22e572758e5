import { ProtocolError } from '../../../protocol/errors.ts';
import type { GroupDelivery } from '../group-delivery.ts';
import { joined } from './membership-requests.ts';
import type { RequestContext, RequestHandlers } from './request-handler.ts';

/** What peers tell each other through the group that encrypts their call. */
export const groupRequests: RequestHandlers<
  | 'createGroup'
  | 'requestAdmission'
  | 'withdrawAdmission'
  | 'commitGroup'
  | 'sendGroupMessage'
  | 'getGroupState'
> = {
  createGroup: (context, data) => {
    const answer = delivering(context).create(context.peer.id, data);
    context.room.metrics.group.created();
    return answer;
  },

  requestAdmission: (context, proof) => {
    delivering(context).requestAdmission(context.peer.id, proof);
    context.room.metrics.group.admissionRequested();
    return {};
  },

  withdrawAdmission: (context) => {
    delivering(context).withdrawAdmission(context.peer.id);
    return {};
  },

  commitGroup: (context, data) => {
    const metrics = context.room.metrics.group;
    try {
      const answer = delivering(context).commit(context.peer.id, data);
      metrics.committed();
      return answer;
    } catch (error) {
      metrics.commitRefused(error instanceof ProtocolError ? error.code : 'internal');
      throw error;
    }
  },

  sendGroupMessage: (context, data) => {
    delivering(context).relay(context.peer.id, data);
    context.room.metrics.group.relayed();
    return {};
  },

  getGroupState: (context, data) => {
    const state = delivering(context).state(context.peer.id, data);
    if (data.afterEpoch !== undefined) {
      context.room.metrics.group.caughtUp(state.gap ? 'gap' : 'complete');
    }
    return state;
  },
};

/** @throws ProtocolError `not-joined`, `conflict` where the room is not encrypted, or `rate-limited`. */
function delivering(context: RequestContext): GroupDelivery {
  joined(context);
  const { room, peer } = context;
  if (!room.encrypted) {
    throw new ProtocolError('conflict', 'This room is not encrypted.');
  }
  room.group.charge(peer.id, performance.now());
  return room.group;
}
