import type { RtpParameters } from '../../../src/protocol/rtp.ts';
import type { TransportInfo } from '../../../src/protocol/transport.ts';

/**
 * Writes the SFU's side of one transport and one VP8 stream as a session description (SDP, RFC 8866): a
 * native peer wants one where a browser's client library makes do with the parameters.
 *
 * @param type An offer is of what the SFU sends, an answer is to what it receives.
 */
export function describeTransport(
  type: 'offer' | 'answer',
  transport: Pick<TransportInfo, 'iceParameters' | 'iceCandidates' | 'dtlsParameters'>,
  video: RtpParameters,
): string {
  const payloadType = video.codecs[0]?.payloadType;
  const ssrc = video.encodings?.[0]?.ssrc;
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
    `m=video 9 UDP/TLS/RTP/SAVPF ${payloadType}`,
    'c=IN IP4 0.0.0.0',
    'a=mid:0',
    type === 'offer' ? 'a=sendonly' : 'a=recvonly',
    'a=rtcp-mux',
    `a=ice-ufrag:${transport.iceParameters.usernameFragment}`,
    `a=ice-pwd:${transport.iceParameters.password}`,
    `a=fingerprint:${fingerprint.algorithm} ${fingerprint.value}`,
    type === 'offer' ? 'a=setup:actpass' : 'a=setup:passive',
    `a=rtpmap:${payloadType} VP8/90000`,
    `a=ssrc:${ssrc} cname:${video.rtcp?.cname ?? 'source'}`,
    ...candidates,
    'a=end-of-candidates',
  ].join('\r\n')}\r\n`;
}
