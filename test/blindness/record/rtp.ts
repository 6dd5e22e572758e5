/** An RTP packet (RFC 3550, section 5.1), as far as it tells where its payload lies. */
export interface RtpPacket {
  readonly bytes: Buffer;
  readonly payload: Buffer;
}

/** Reads packets, each behind its length in two bytes (RFC 4571). */
export function readPackets(file: Buffer): RtpPacket[] {
  const packets: RtpPacket[] = [];
  for (let at = 0; at + 2 <= file.length; ) {
    const end = at + 2 + file.readUInt16BE(at);
    const bytes = file.subarray(at + 2, end);
    packets.push({ bytes, payload: payloadOf(bytes) });
    at = end;
  }
  return packets;
}

function payloadOf(bytes: Buffer): Buffer {
  const first = bytes.readUInt8(0);
  const contributors = first & 0x0f;
  let start = 12 + 4 * contributors;
  if ((first & 0x10) !== 0) start += 4 + 4 * bytes.readUInt16BE(start + 2);
  const padding = (first & 0x20) === 0 ? 0 : bytes.readUInt8(bytes.length - 1);
  return bytes.subarray(start, Math.max(start, bytes.length - padding));
}

/** What of a packet's payload is sealed for certain: behind the descriptors and headers, of the longest there are. */
export function sealedBody(kind: 'audio' | 'video', payload: Buffer): Buffer {
  if (kind === 'audio') return payload.subarray(longestFrameHeader);
  const { isStart, length } = vp8Descriptor(payload);
  return payload.subarray(length + (isStart ? longestPrefix + longestFrameHeader : 0));
}

/** Of SFrame: one byte, a KID and a counter of eight each (RFC 9605, section 4.3). */
const longestFrameHeader = 17;
/** Of VP8's key frames. */
const longestPrefix = 10;

/** RFC 7741, section 4.2. */
function vp8Descriptor(payload: Buffer): { isStart: boolean; length: number } {
  const [first = 0, extension = 0, pictureId = 0] = payload;
  const isStart = (first & 0x1f) === 0x10;
  if ((first & 0x80) === 0) return { isStart, length: 1 };
  const hasPictureId = (extension & 0x80) !== 0;
  const pictureIdLength = hasPictureId ? ((pictureId & 0x80) === 0 ? 1 : 2) : 0;
  const levelLength = (extension & 0x40) === 0 ? 0 : 1;
  const layerLength = (extension & 0x30) === 0 ? 0 : 1;
  return { isStart, length: 2 + pictureIdLength + levelLength + layerLength };
}
