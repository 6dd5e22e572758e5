import type { types } from 'mediasoup';

/** The lines of an SDP offer (RFC 8866) that say where an SFU's transport is and what it will send. */
export interface OfferedVideo {
  readonly payloadType: number;
  readonly ssrc: number;
  readonly cname: string;
}

/**
 * Writes the SFU's side of one transport and one video consumer as an SDP offer: a native peer wants one
 * where a browser's client library makes do with the parameters.
 */
export function writeOffer(
  transport: Pick<types.WebRtcTransport, 'iceParameters' | 'iceCandidates' | 'dtlsParameters'>,
  video: OfferedVideo,
): string {
  const fingerprint = transport.dtlsParameters.fingerprints.find(({ algorithm }) => algorithm === 'sha-256');
  if (fingerprint === undefined) throw new Error('The transport has no SHA-256 fingerprint.');
  const candidates = transport.iceCandidates
    .filter(({ protocol }) => protocol === 'udp')
    .map(
      ({ foundation, priority, address, port, type }) =>
        `a=candidate:${foundation} 1 udp ${priority} ${address} ${port} typ ${type}`,
    );
  return `${[
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=ice-lite',
    'a=group:BUNDLE 0',
    `m=video 9 UDP/TLS/RTP/SAVPF ${video.payloadType}`,
    'c=IN IP4 0.0.0.0',
    'a=mid:0',
    'a=sendonly',
    'a=rtcp-mux',
    `a=ice-ufrag:${transport.iceParameters.usernameFragment}`,
    `a=ice-pwd:${transport.iceParameters.password}`,
    `a=fingerprint:${fingerprint.algorithm} ${fingerprint.value}`,
    'a=setup:actpass',
    `a=rtpmap:${video.payloadType} VP8/90000`,
    `a=ssrc:${video.ssrc} cname:${video.cname}`,
    ...candidates,
    'a=end-of-candidates',
  ].join('\r\n')}\r\n`;
}
