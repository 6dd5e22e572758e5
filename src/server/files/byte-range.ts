import { ProtocolError } from '../../protocol/errors.ts';
import type { ByteRange } from '../storage/blobs/blob-store.ts';

/**
 * The part of a file that a `Range` header asks for (RFC 9110, section 14.1.2).
 *
 * @returns `undefined` for the whole: where no range is asked for, or one that this server does not know, such as
 * several at once, which a server may ignore (section 14.2).
 * @throws ProtocolError `range-refused` where the file has no such part.
 */
export function byteRange(header: string | undefined, size: number): ByteRange | undefined {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || first + last === '') return undefined;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (start >= end) throw new ProtocolError('range-refused');
  return { offset: start, length: end - start };
}
