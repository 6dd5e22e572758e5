import type { ClientRequest, RequestData, ResponseData } from '../../../protocol/client-requests.ts';
import { asMediaGone } from '../../media/media-refusal.ts';
import { consumerRequests } from './consumer-requests.ts';
import { groupRequests } from './group-requests.ts';
import { membershipRequests } from './membership-requests.ts';
import { moderationRequests } from './moderation-requests.ts';
import { producerRequests } from './producer-requests.ts';
import type { RequestContext, RequestHandlers } from './request-handler.ts';
import { transportRequests } from './transport-requests.ts';

const handlers: RequestHandlers<ClientRequest> = {
  ...transportRequests,
  ...membershipRequests,
  ...producerRequests,
  ...consumerRequests,
  ...moderationRequests,
  ...groupRequests,
};

/**
 * Answers a request that the protocol has parsed.
 *
 * @throws ProtocolError with the reason of a refusal.
 */
export async function handleRequest<M extends ClientRequest>(
  context: RequestContext,
  method: M,
  data: RequestData<M>,
): Promise<ResponseData<M>> {
  try {
    return await handlers[method](context, data);
  } catch (error) {
    throw asMediaGone(error);
  }
}
