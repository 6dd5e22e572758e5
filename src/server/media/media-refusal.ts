import { ProtocolError } from '../../protocol/errors.ts';

/**
 * mediasoup's errors for parameters that it cannot route, as the client's own doing: of a kind that it
 * does not support, or clashing with what is there (an SSRC or MID that is taken).
 */
export function asRefusedParameters(error: unknown): unknown {
  if (!(error instanceof Error)) {
    return error;
  }
  if (error.name === 'UnsupportedError' || error.name === 'TypeError') {
    return new ProtocolError('codec-refused', error.message, { cause: error });
  }
  return error.name === 'Error' ? new ProtocolError('conflict', error.message, { cause: error }) : error;
}

/** mediasoup's errors for what closed while a request was on its way: by its peer, or with its worker. */
export function asMediaGone(error: unknown): unknown {
  if (error instanceof Error && error.name === 'WorkerClosedError') {
    return new ProtocolError('media-unavailable', undefined, { cause: error });
  }
  if (error instanceof Error && error.name === 'NotFoundError') {
    return new ProtocolError('conflict', 'It has been closed meanwhile.', { cause: error });
  }
  return error;
}
