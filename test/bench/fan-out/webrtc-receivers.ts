import nodeDataChannel from 'node-datachannel';
import { z } from 'zod';

/**
 * Many WebRTC receivers in one process: each is a whole ICE agent, DTLS endpoint and SRTP session of its
 * own, and counts the RTP packets that it could open. Asked with an offer, it answers with its
 * certificate's fingerprint; asked to count, with what arrived since the last question, as soon as it is
 * what was expected or nothing more comes.
 */
const requestSchema = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('connect'), offer: z.string() }),
  z.object({ ask: z.literal('count'), expected: z.int() }),
]);

/** After this long without a packet, what is missing is lost. */
const quietMs = 500;

interface Receiver {
  readonly connection: InstanceType<typeof nodeDataChannel.PeerConnection>;
  track?: InstanceType<typeof nodeDataChannel.Track>;
}

/** Held here: a connection that nothing refers to is closed by the garbage collector. */
const receivers: Receiver[] = [];
let received = 0;
let lastArrival = 0;
let srtpSuite = '';

// The library tells the negotiated suite nowhere but in its log.
nodeDataChannel.initLogger('Debug', (_level, message) => {
  srtpSuite = /SRTP profile is: (\S+)/.exec(message)?.[1] ?? srtpSuite;
});

function connect(offer: string): Promise<string> {
  const connection = new nodeDataChannel.PeerConnection(`receiver-${receivers.length}`, { iceServers: [] });
  const receiver: Receiver = { connection };
  receivers.push(receiver);
  connection.onTrack((track) => {
    receiver.track = track;
    track.onMessage((packet) => {
      // RTCP shares the port (RFC 5761): its packet types are 192 to 223.
      const type = packet[1] ?? 0;
      if (type >= 192 && type <= 223) return;
      received += 1;
      lastArrival = performance.now();
    });
  });
  return new Promise((resolve, reject) => {
    connection.onLocalDescription((sdp) => {
      const fingerprint = /a=fingerprint:sha-256 (\S+)/i.exec(sdp)?.[1];
      if (fingerprint === undefined) reject(new Error('The answer has no SHA-256 fingerprint.'));
      else resolve(fingerprint);
    });
    connection.setRemoteDescription(offer, 'offer');
  });
}

async function answer(request: z.infer<typeof requestSchema>): Promise<object> {
  if (request.ask === 'connect') return { fingerprint: await connect(request.offer) };
  const asked = performance.now();
  while (received < request.expected && performance.now() - Math.max(asked, lastArrival) < quietMs) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const counted = received;
  received = 0;
  return { received: counted, srtpSuite };
}

process.on('message', (message) => {
  answer(requestSchema.parse(message)).then(
    (reply) => process.send?.(reply),
    (error: unknown) => {
      throw error;
    },
  );
});
