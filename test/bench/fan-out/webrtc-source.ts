import nodeDataChannel from 'node-datachannel';
import { z } from 'zod';
import { RtpPackets } from './rtp-packets.ts';

/**
 * A WebRTC publisher as a process: tells its certificate's fingerprint, connects to where an answer says,
 * and, asked to send, answers when all is sent.
 */
const requestSchema = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('offer'), payloadType: z.int(), ssrc: z.int() }),
  z.object({ ask: z.literal('connect'), answer: z.string() }),
  z.object({
    ask: z.literal('send'),
    payloadType: z.int(),
    ssrc: z.int(),
    packetBytes: z.int(),
    packetsPerSecond: z.int(),
    packets: z.int(),
  }),
]);

const connection = new nodeDataChannel.PeerConnection('source', { iceServers: [] });
const packets = new RtpPackets();
let track: InstanceType<typeof nodeDataChannel.Track> | undefined;

function offer(payloadType: number, ssrc: number): Promise<string> {
  const video = new nodeDataChannel.Video('0', 'SendOnly');
  video.addVP8Codec(payloadType);
  video.addSSRC(ssrc, 'source');
  track = connection.addTrack(video);
  return new Promise((resolve, reject) => {
    connection.onLocalDescription((sdp) => {
      const fingerprint = /a=fingerprint:sha-256 (\S+)/i.exec(sdp)?.[1];
      if (fingerprint === undefined) reject(new Error('The offer has no SHA-256 fingerprint.'));
      else resolve(fingerprint);
    });
    connection.setLocalDescription();
  });
}

function connect(answer: string): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.onStateChange((state) => {
      if (state === 'connected') resolve();
      if (state === 'failed' || state === 'closed') reject(new Error(`The source's connection is ${state}.`));
    });
    connection.setRemoteDescription(answer, 'answer');
  });
}

async function reply(request: z.infer<typeof requestSchema>): Promise<object> {
  switch (request.ask) {
    case 'offer':
      return { fingerprint: await offer(request.payloadType, request.ssrc) };
    case 'connect':
      await connect(request.answer);
      return { connected: true };
    case 'send':
      await packets.send(request, request.packets, (packet) => track?.sendMessageBinary(packet));
      return { sent: true };
  }
}

process.on('message', (message) => {
  reply(requestSchema.parse(message)).then(
    (answer) => process.send?.(answer),
    (error: unknown) => {
      throw error;
    },
  );
});
