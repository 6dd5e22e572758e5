import { createSocket } from 'node:dgram';
import { z } from 'zod';

/**
 * The one source of a fan-out, as a process: asked to send, it sends plain RTP at a fixed rate and
 * answers when all is sent. Each packet is a VP8 key frame of its own (RFC 7741), so that no receiver
 * waits for one.
 */
const requestSchema = z.object({
  port: z.int(),
  payloadType: z.int(),
  ssrc: z.int(),
  packetBytes: z.int(),
  packetsPerSecond: z.int(),
  packets: z.int(),
});

type Request = z.infer<typeof requestSchema>;

const socket = createSocket('udp4');
let sequenceNumber = 0;

function rtpPacket(request: Request): Buffer {
  const packet = Buffer.alloc(request.packetBytes, 0x55);
  packet.writeUInt8(0x80, 0);
  packet.writeUInt8(0x80 | request.payloadType, 1);
  packet.writeUInt16BE(sequenceNumber & 0xffff, 2);
  packet.writeUInt32BE((sequenceNumber * 180) >>> 0, 4);
  packet.writeUInt32BE(request.ssrc, 8);
  // The payload descriptor says "start of partition 0"; the frame tag's lowest bit is 0 in a key frame.
  packet.writeUInt8(0x10, 12);
  packet.writeUInt8(0x00, 13);
  sequenceNumber += 1;
  return packet;
}

async function send(request: Request): Promise<void> {
  const start = performance.now();
  for (let sent = 0; sent < request.packets; ) {
    const due = Math.min(request.packets, ((performance.now() - start) / 1000) * request.packetsPerSecond);
    for (; sent < due; sent += 1) socket.send(rtpPacket(request), request.port, '127.0.0.1');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

process.on('message', (message) => {
  send(requestSchema.parse(message)).then(
    () => process.send?.({ sent: true }),
    (error: unknown) => {
      throw error;
    },
  );
});
