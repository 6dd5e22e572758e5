import type { RequestData } from '../../../protocol/client-requests.ts';
import { type Source, sourceSchema } from '../../../protocol/identifiers.ts';
import { joined } from './membership-requests.ts';
import { placed } from './placed-media.ts';
import type { RequestHandlers } from './request-handler.ts';

/** What a peer sends. */
export const producerRequests: RequestHandlers<
  'produce' | 'closeProducer' | 'pauseProducer' | 'resumeProducer' | 'getProducerStats'
> = {
  produce: async (context, data) => {
    joined(context);
    const { room } = context;
    const { transportId, kind, rtpParameters, paused = false } = data;
    const publication = await room.media.publish(placed(context), {
      transportId,
      kind,
      rtpParameters,
      paused,
      source: sourceOf(data),
    });
    setImmediate(() => room.announce(publication));
    return { producerId: publication.producer.id };
  },

  closeProducer: (context, { producerId }) => {
    placed(context).producer(producerId).close();
    return {};
  },

  pauseProducer: async (context, { producerId }) => {
    await placed(context).producer(producerId).pause();
    return {};
  },

  resumeProducer: async (context, { producerId }) => {
    await placed(context).producer(producerId).resume();
    return {};
  },

  getProducerStats: async (context, { producerId }) => ({
    stats: await placed(context).producer(producerId).getStats(),
  }),
};

/** Clients of mediasoup's demo mark a screen with `share` and name other sources in words of their own. */
function sourceOf({ kind, appData }: RequestData<'produce'>): Source {
  const named = sourceSchema.safeParse(appData?.source);
  if (named.success) {
    return named.data;
  }
  if (kind === 'audio') {
    return appData?.share === true ? 'screen-audio' : 'microphone';
  }
  return appData?.share === true ? 'screen' : 'camera';
}
