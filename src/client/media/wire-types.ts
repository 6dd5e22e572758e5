import type { types } from 'mediasoup-client';
import type { RtpCapabilities, RtpParameters } from '../../protocol/rtp.ts';
import type { TransportInfo } from '../../protocol/transport.ts';

/*
 * Parsed messages in mediasoup-client's types. The shapes are the same; the types are not, because a
 * parsed optional field may be `undefined` for the compiler, and mediasoup-client names each header
 * extension that it knows. What comes here has passed its schema.
 */

export function toDeviceCapabilities(capabilities: RtpCapabilities): types.RtpCapabilities {
  return capabilities as types.RtpCapabilities;
}

export function toDeviceParameters(parameters: RtpParameters): types.RtpParameters {
  return parameters as types.RtpParameters;
}

export function toTransportOptions({ transportId, ...info }: TransportInfo): types.TransportOptions {
  return { id: transportId, ...info } as types.TransportOptions;
}

export function toIceParameters(parameters: TransportInfo['iceParameters']): types.IceParameters {
  return parameters as types.IceParameters;
}
