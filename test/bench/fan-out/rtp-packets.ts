/** What a source sends. */
export interface RtpStream {
  readonly payloadType: number;
  readonly ssrc: number;
  readonly packetBytes: number;
  readonly packetsPerSecond: number;
}

/** Makes a stream's packets, with sequence numbers that go on from one sending to the next. */
export class RtpPackets {
  #sequenceNumber = 0;

  /**
   * Hands over packets at the stream's rate; resolves after the last one. Each is a VP8 key frame of its
   * own (RFC 7741), so that no receiver waits for one.
   */
  async send(stream: RtpStream, count: number, transmit: (packet: Buffer) => void): Promise<void> {
    const start = performance.now();
    for (let sent = 0; sent < count; ) {
      const due = Math.min(count, ((performance.now() - start) / 1000) * stream.packetsPerSecond);
      for (; sent < due; sent += 1) transmit(this.#next(stream));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  #next({ payloadType, ssrc, packetBytes }: RtpStream): Buffer {
    const packet = Buffer.alloc(packetBytes, 0x55);
    packet.writeUInt8(0x80, 0);
    packet.writeUInt8(0x80 | payloadType, 1);
    packet.writeUInt16BE(this.#sequenceNumber & 0xffff, 2);
    packet.writeUInt32BE((this.#sequenceNumber * 180) >>> 0, 4);
    packet.writeUInt32BE(ssrc, 8);
    // The payload descriptor says "start of partition 0"; the frame tag's lowest bit is 0 in a key frame.
    packet.writeUInt8(0x10, 12);
    packet.writeUInt8(0x00, 13);
    this.#sequenceNumber += 1;
    return packet;
  }
}
