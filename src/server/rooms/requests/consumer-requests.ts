import { placed } from './placed-media.ts';
import type { RequestHandlers } from './request-handler.ts';

/** What a peer receives. */
export const consumerRequests: RequestHandlers<
  | 'pauseConsumer'
  | 'resumeConsumer'
  | 'setConsumerPreferredLayers'
  | 'setConsumerPriority'
  | 'requestConsumerKeyFrame'
  | 'getConsumerStats'
> = {
  pauseConsumer: async (context, { consumerId }) => {
    const media = placed(context);
    const consumer = media.consumer(consumerId);
    await media.flowOf(consumerId).want(false);
    context.room.media.reviewDemand(media, consumer);
    return {};
  },

  resumeConsumer: async (context, { consumerId }) => {
    const media = placed(context);
    const consumer = media.consumer(consumerId);
    await media.flowOf(consumerId).want(true);
    context.room.media.reviewDemand(media, consumer);
    return {};
  },

  setConsumerPreferredLayers: async (context, { consumerId, spatialLayer, temporalLayer }) => {
    const media = placed(context);
    const consumer = media.consumer(consumerId);
    await consumer.setPreferredLayers({ spatialLayer, temporalLayer });
    context.room.media.reviewDemand(media, consumer);
    return {};
  },

  setConsumerPriority: async (context, { consumerId, priority }) => {
    await placed(context).consumer(consumerId).setPriority(priority);
    return {};
  },

  requestConsumerKeyFrame: async (context, { consumerId }) => {
    await placed(context).consumer(consumerId).requestKeyFrame();
    return {};
  },

  getConsumerStats: async (context, { consumerId }) => ({
    stats: await placed(context).consumer(consumerId).getStats(),
  }),
};
