import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { readPackets, sealedBody } from './rtp.ts';

const fixedHeader = Buffer.from('8060000100000002000000ff', 'hex');

function file(...packets: Buffer[]): Buffer {
  return Buffer.concat(
    packets.flatMap((packet) => [Buffer.from([packet.length >> 8, packet.length & 0xff]), packet]),
  );
}

describe('recorded RTP', () => {
  it('is read packet by packet, with payloads behind extensions and before padding', () => {
    const payload = randomBytes(300);
    const extended = Buffer.from(fixedHeader).fill(0xb1, 0, 1);
    const [plain, full] = readPackets(
      file(
        Buffer.concat([fixedHeader, payload]),
        // One contributor, an extension of two words, four bytes of padding.
        Buffer.concat([
          extended,
          Buffer.alloc(4),
          Buffer.from('bede0002', 'hex'),
          Buffer.alloc(8),
          payload,
          Buffer.from([0, 0, 0, 4]),
        ]),
      ),
    );
    expect(plain?.payload).toEqual(payload);
    expect(full?.payload).toEqual(payload);
    expect(full?.bytes).toHaveLength(12 + 4 + 12 + 300 + 4);
  });

  it('is sealed behind descriptors, prefixes and headers', () => {
    const sealed = randomBytes(100);
    expect(sealedBody('audio', Buffer.concat([Buffer.alloc(17), sealed]))).toEqual(sealed);
    expect(sealedBody('video', Buffer.concat([Buffer.from('00', 'hex'), sealed]))).toEqual(sealed);
    // A frame's start, with a picture id of two bytes, a level and a layer.
    const descriptor = Buffer.from('90e081230102', 'hex');
    expect(sealedBody('video', Buffer.concat([descriptor, Buffer.alloc(27), sealed]))).toEqual(sealed);
  });
});
