import { transportInfoSchema } from '../../../protocol/transport.ts';
import { placed } from './placed-media.ts';
import type { RequestContext, RequestHandlers } from './request-handler.ts';

/** A peer's way to the media server. */
export const transportRequests: RequestHandlers<
  | 'getRouterRtpCapabilities'
  | 'createWebRtcTransport'
  | 'connectWebRtcTransport'
  | 'restartIce'
  | 'getTransportStats'
> = {
  getRouterRtpCapabilities: ({ room }) => ({ routerRtpCapabilities: room.rtpCapabilities }),

  createWebRtcTransport: async (context, { direction, forceTcp }) => {
    const { room, peer } = context;
    const media = await room.mediaOf(peer);
    const transport = await media.createTransport(direction, forceTcp === true);
    if (direction === 'consumer') {
      transport.on('dtlsstatechange', (state) => {
        if (state === 'connected') {
          recordJoin(context);
        }
      });
      setImmediate(() => room.subscribeToAll(peer));
    }
    const { id, iceParameters, iceCandidates, dtlsParameters } = transport;
    return transportInfoSchema.parse({ transportId: id, iceParameters, iceCandidates, dtlsParameters });
  },

  connectWebRtcTransport: async (context, { transportId, dtlsParameters }) => {
    await placed(context).connectTransport(transportId, dtlsParameters);
    return {};
  },

  restartIce: async (context, { transportId }) => ({
    iceParameters: await placed(context).restartIce(transportId),
  }),

  getTransportStats: async (context, { transportId }) => ({
    stats: await placed(context).transport(transportId).getStats(),
  }),
};

/** Once per entry: transports that come after a worker died are no joins. */
function recordJoin({ room, peer }: RequestContext): void {
  if (!peer.reached) {
    peer.reached = true;
    room.metrics.joined((performance.now() - peer.enteredAt) / 1000);
  }
}
