import { ProtocolError } from '../../../protocol/errors.ts';
import type { PeerMedia } from '../../media/peer-media.ts';
import type { RequestContext } from './request-handler.ts';

/**
 * The media of whoever asks.
 *
 * @throws ProtocolError `transport-not-found` before the first transport, or after a worker died.
 */
export function placed({ peer }: RequestContext): PeerMedia {
  if (peer.placed === undefined) {
    throw new ProtocolError('transport-not-found');
  }
  return peer.placed;
}
