import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createWorker, type types } from 'mediasoup';
import nodeDataChannel from 'node-datachannel';
import { createSrtpSession, masterLengths, payloadOffset, srtpSuites } from './srtp-session.ts';

/** A dynamic payload type (RFC 3551), here for Opus. */
const PAYLOAD_TYPE = 100;
const SSRC = 0x0051_7e57;

const opus: types.RtpCodecCapability = {
  kind: 'audio',
  mimeType: 'audio/opus',
  preferredPayloadType: PAYLOAD_TYPE,
  clockRate: 48_000,
  channels: 2,
};

const sent: types.RtpParameters = {
  codecs: [{ mimeType: 'audio/opus', payloadType: PAYLOAD_TYPE, clockRate: 48_000, channels: 2 }],
  encodings: [{ ssrc: SSRC }],
};

/** RFC 3550, 5.1. */
function rtpPacket(sequenceNumber: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt8(0x80, 0);
  header.writeUInt8(PAYLOAD_TYPE, 1);
  header.writeUInt16BE(sequenceNumber, 2);
  header.writeUInt32BE(sequenceNumber * 960, 4);
  header.writeUInt32BE(SSRC, 8);
  return Buffer.concat([header, payload]);
}

function payloadOf(rtp: Buffer): Buffer {
  return rtp.subarray(payloadOffset(rtp));
}

/** RTCP shares the port (RFC 5761): its packet types are 192 to 223. */
function isRtp(packet: Buffer): boolean {
  const type = packet.readUInt8(1);
  return type < 192 || type > 223;
}

/** The SFU's side of one transport as an SDP offer, since the native peers want one. */
function offerOf(
  transport: types.WebRtcTransport,
  ssrc: number | undefined,
  setup: 'actpass' | 'active',
): string {
  const fingerprint = transport.dtlsParameters.fingerprints.find(({ algorithm }) => algorithm === 'sha-256');
  return [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=ice-lite',
    'a=group:BUNDLE 0',
    `m=audio 9 UDP/TLS/RTP/SAVPF ${PAYLOAD_TYPE}`,
    'c=IN IP4 0.0.0.0',
    'a=mid:0',
    `a=${ssrc === undefined ? 'recvonly' : 'sendonly'}`,
    'a=rtcp-mux',
    `a=ice-ufrag:${transport.iceParameters.usernameFragment}`,
    `a=ice-pwd:${transport.iceParameters.password}`,
    `a=fingerprint:sha-256 ${fingerprint?.value}`,
    `a=setup:${setup}`,
    `a=rtpmap:${PAYLOAD_TYPE} opus/48000/2`,
    ...(ssrc === undefined ? [] : [`a=ssrc:${ssrc} cname:sottovoce`]),
    ...transport.iceCandidates.map(
      ({ foundation, priority, address, port, type }) =>
        `a=candidate:${foundation} 1 udp ${priority} ${address} ${port} typ ${type}`,
    ),
    'a=end-of-candidates',
    '',
  ].join('\r\n');
}

describe('the worker binary', () => {
  let worker: types.Worker;
  let router: types.Router;

  beforeAll(async () => {
    worker = await createWorker({ logLevel: 'warn' });
    router = await worker.createRouter({ mediaCodecs: [opus] });
  });

  afterAll(() => {
    worker.close();
    nodeDataChannel.cleanup();
  });

  describe('between two WebRTC peers', () => {
    const peers: InstanceType<typeof nodeDataChannel.PeerConnection>[] = [];

    /** Answers the transport's offer with a native peer, and waits until the DTLS handshake is done. */
    async function connect(
      transport: types.WebRtcTransport,
      dtlsRole: 'client' | 'server',
      ssrc: number | undefined,
      prepare: (peer: InstanceType<typeof nodeDataChannel.PeerConnection>) => void,
    ): Promise<void> {
      const peer = new nodeDataChannel.PeerConnection(`peer-${peers.length}`, { iceServers: [] });
      peers.push(peer);
      prepare(peer);
      const fingerprint = new Promise<string>((resolve) => {
        peer.onLocalDescription((sdp) => resolve(/a=fingerprint:sha-256 (\S+)/i.exec(sdp)?.[1] ?? ''));
      });
      peer.setRemoteDescription(
        offerOf(transport, ssrc, dtlsRole === 'client' ? 'actpass' : 'active'),
        'offer',
      );
      const connected = new Promise<void>((resolve, reject) => {
        transport.on('dtlsstatechange', (state) => {
          if (state === 'connected') resolve();
          else if (state !== 'connecting') reject(new Error(`The DTLS handshake is ${state}.`));
        });
        worker.once('died', reject);
      });
      await transport.connect({
        dtlsParameters: {
          role: dtlsRole,
          fingerprints: [{ algorithm: 'sha-256', value: await fingerprint }],
        },
      });
      await connected;
    }

    afterAll(() => {
      for (const peer of peers) peer.close();
    });

    it('shakes hands by DTLS in both roles and forwards SRTP unchanged', async () => {
      const listenInfos: types.TransportListenInfo[] = [{ protocol: 'udp', ip: '127.0.0.1' }];
      const inbound = await router.createWebRtcTransport({ listenInfos });
      const outbound = await router.createWebRtcTransport({ listenInfos });

      const audio = new nodeDataChannel.Audio('0', 'SendOnly');
      audio.addOpusCodec(PAYLOAD_TYPE);
      audio.addSSRC(SSRC, 'sottovoce');
      let source: InstanceType<typeof nodeDataChannel.Track> | undefined;
      await connect(inbound, 'client', undefined, (peer) => {
        source = peer.addTrack(audio);
      });
      const producer = await inbound.produce({ kind: 'audio', rtpParameters: sent });
      const consumer = await outbound.consume({
        producerId: producer.id,
        rtpCapabilities: { codecs: [opus] },
      });

      const payload = randomBytes(80);
      const tracks: InstanceType<typeof nodeDataChannel.Track>[] = [];
      const arrived = Promise.withResolvers<Buffer>();
      await connect(outbound, 'server', consumer.rtpParameters.encodings?.[0]?.ssrc, (peer) => {
        peer.onTrack((track) => {
          tracks.push(track);
          track.onMessage((packet) => {
            if (isRtp(packet)) arrived.resolve(packet);
          });
        });
      });

      let sequenceNumber = 0;
      const sending = setInterval(() => {
        if (!source?.isOpen()) return;
        source.sendMessageBinary(rtpPacket(sequenceNumber, payload));
        sequenceNumber += 1;
      }, 20);
      try {
        expect(payloadOf(await arrived.promise)).toEqual(payload);
      } finally {
        clearInterval(sending);
      }
      expect(tracks).toHaveLength(1);
      inbound.close();
      outbound.close();
    }, 20_000);
  });

  describe.each(srtpSuites)('with %s', (suite) => {
    it('opens and seals what an independent implementation does, and drops what is forged or replayed', async () => {
      const lengths = masterLengths[suite];
      const inboundKey = randomBytes(lengths.key + lengths.salt);
      const outboundKey = randomBytes(lengths.key + lengths.salt);
      const socket = createSocket('udp4');
      socket.bind(0, '127.0.0.1');
      await once(socket, 'listening');
      const { port } = socket.address();
      const listenInfo: types.TransportListenInfo = { protocol: 'udp', ip: '127.0.0.1' };
      const secured = { listenInfo, rtcpMux: true, enableSrtp: true, srtpCryptoSuite: suite };

      const inbound = await router.createPlainTransport(secured);
      await inbound.connect({
        ip: '127.0.0.1',
        port,
        srtpParameters: { cryptoSuite: suite, keyBase64: inboundKey.toString('base64') },
      });
      const producer = await inbound.produce({ kind: 'audio', rtpParameters: sent });
      const outbound = await router.createPlainTransport(secured);
      await outbound.connect({
        ip: '127.0.0.1',
        port,
        srtpParameters: { cryptoSuite: suite, keyBase64: outboundKey.toString('base64') },
      });
      await outbound.consume({ producerId: producer.id, rtpCapabilities: { codecs: [opus] } });

      const keyOfWorker = Buffer.from(outbound.srtpParameters?.keyBase64 ?? '', 'base64');
      const sender = createSrtpSession(suite, inboundKey);
      const receiver = createSrtpSession(suite, keyOfWorker);
      const payloads = [1, 2, 3].map(() => randomBytes(160));
      const opened: Buffer[] = [];
      const last = new Promise<void>((resolve) => {
        socket.on('message', (packet) => {
          if (!isRtp(packet)) return;
          opened.push(payloadOf(receiver.open(packet)));
          if (opened.at(-1)?.equals(payloads.at(-1) ?? Buffer.alloc(0))) resolve();
        });
      });

      const sealed = payloads.map((payload, index) => sender.seal(rtpPacket(1000 + index, payload)));
      const [first, second, third] = sealed;
      const forged = Buffer.from(second ?? []);
      forged.writeUInt8(forged.readUInt8(20) ^ 1, 20);
      for (const packet of [first, first, forged, second, second, third]) {
        if (packet) socket.send(packet, inbound.tuple.localPort, '127.0.0.1');
      }
      await last;
      expect(opened).toEqual(payloads);

      inbound.close();
      outbound.close();
      socket.close();
    }, 20_000);
  });
});
