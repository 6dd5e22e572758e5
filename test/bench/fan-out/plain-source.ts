import { createSocket } from 'node:dgram';
import { z } from 'zod';
import { RtpPackets } from './rtp-packets.ts';

/** A source of plain RTP, as a process: asked to send, it answers when all is sent. */
const requestSchema = z.object({
  port: z.int(),
  payloadType: z.int(),
  ssrc: z.int(),
  packetBytes: z.int(),
  packetsPerSecond: z.int(),
  packets: z.int(),
});

const socket = createSocket('udp4');
const packets = new RtpPackets();

process.on('message', (message) => {
  const request = requestSchema.parse(message);
  const transmit = (packet: Buffer) => socket.send(packet, request.port, '127.0.0.1');
  packets.send(request, request.packets, transmit).then(
    () => process.send?.({ sent: true }),
    (error: unknown) => {
      throw error;
    },
  );
});
