import type { PeerMedia } from '../media/peer-media.ts';
import type { Session } from './session.ts';

/** Tells a peer what happens to its own media, in the words of the protocol. */
export function forwardMediaEvents(media: PeerMedia, session: Session): void {
  media.on('layersWanted', (producerId, spatialLayer) => {
    session.notify('producerLayersWanted', { producerId, spatialLayer });
  });
  media.on('producerScore', (producerId, scores) => {
    session.notify('producerScore', { producerId, score: scores.map(({ score }) => ({ score })) });
  });
  media.on('consumerClosed', (consumerId) => {
    session.notify('consumerClosed', { consumerId });
  });
  media.on('consumerPaused', (consumerId) => {
    session.notify('consumerPaused', { consumerId });
  });
  media.on('consumerResumed', (consumerId) => {
    session.notify('consumerResumed', { consumerId });
  });
  media.on('consumerScore', (consumerId, { score, producerScore }) => {
    session.notify('consumerScore', { consumerId, score: { score, producerScore } });
  });
  media.on('consumerLayersChanged', (consumerId, layers) => {
    session.notify('consumerLayersChanged', {
      consumerId,
      spatialLayer: layers?.spatialLayer ?? null,
      temporalLayer: layers?.temporalLayer ?? null,
    });
  });
}
