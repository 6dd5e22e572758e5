import type { ClientRequest, RequestData, ResponseData } from '../../../protocol/client-requests.ts';
import type { Peer } from '../peer.ts';
import type { Room } from '../room.ts';

/** Who asks, and where. */
export interface RequestContext {
  readonly room: Room;
  readonly peer: Peer;
}

/** Answers one method; throws a `ProtocolError` to refuse. */
export type RequestHandler<M extends ClientRequest> = (
  context: RequestContext,
  data: RequestData<M>,
) => ResponseData<M> | Promise<ResponseData<M>>;

/** Handlers for some of the methods. */
export type RequestHandlers<M extends ClientRequest> = { readonly [K in M]: RequestHandler<K> };
