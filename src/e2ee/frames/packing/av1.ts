import { type Bytes, concat } from '../../bytes.ts';
import { decodeLeb128, encodeLeb128 } from './leb128.ts';
import { refused, startsWith, type Unpacked } from './unpacked.ts';

/** A sequence header, which depacketizers and decoders want at a key frame. Constant: the true one is sealed. */
const sequenceHeader = Uint8Array.of(0x0a, 0x0a, 0x00, 0x00, 0x00, 0x2c, 0xd5, 0x9f, 0x3f, 0xdd, 0xaf, 0x99);
/** Type 6, a frame, with a size (AV1 bitstream specification, section 5.3.2). */
const frameObu = 0x32;
/** Type 2, with a size of nothing: a packetizer may take it away or put it in. */
const temporalDelimiter = Uint8Array.of(0x12, 0x00);

/** The bytes before a sealed frame of `sealedLength` bytes, which is one OBU together with them. */
export function av1Prefix(isKey: boolean, sealedLength: number): Bytes {
  const frameHeader = concat(Uint8Array.of(frameObu), encodeLeb128(sealedLength));
  return isKey ? concat(sequenceHeader, frameHeader) : frameHeader;
}

export function unpackAv1(frame: Bytes): Unpacked {
  if (frame.length === 0) return refused('empty');
  let at = startsWith(frame, temporalDelimiter) ? temporalDelimiter.length : 0;
  const isKey = startsWith(frame.subarray(at), sequenceHeader);
  if (isKey) at += sequenceHeader.length;

  const rest = frame.subarray(at);
  if (rest.length === 0 || (!isKey && startsWith(sequenceHeader, rest))) return refused('truncated');
  if (rest[0] !== frameObu) return refused('clear');
  const size = decodeLeb128(rest, 1);
  if (size === undefined) return refused('truncated');
  const sealed = rest.subarray(1 + size.length);
  if (sealed.length < size.value || size.value === 0) return refused('truncated');
  // A second OBU would reach no decoder, but no sealer of ours wrote it either.
  if (sealed.length > size.value) return refused('clear');
  return { kind: 'unpacked', prefix: isKey ? 'key' : 'delta', sealed };
}
