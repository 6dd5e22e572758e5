import { describe, expect, it } from '@jest/globals';
import { ProtocolError } from '../../protocol/errors.ts';
import { byteRange } from './byte-range.ts';

describe('byteRange', () => {
  it.each([
    ['bytes=0-', 0, 100],
    ['bytes=0-99', 0, 100],
    ['bytes=0-0', 0, 1],
    ['bytes=10-19', 10, 10],
    ['bytes=99-', 99, 1],
    ['bytes=90-999999999999999', 90, 10],
    ['bytes=-1', 99, 1],
    ['bytes=-100', 0, 100],
    ['bytes=-101', 0, 100],
    ['Bytes=5-6', 5, 2],
  ])('reads %s of 100 bytes', (header, offset, length) => {
    expect(byteRange(header, 100)).toEqual({ offset, length });
  });

  it.each([
    undefined,
    '',
    'bytes',
    'bytes=',
    'bytes=-',
    'bytes=a-b',
    'bytes=9-5',
    'bytes=0-1,3-4',
    'bytes=0x1-2',
    'bytes= 0-1',
    'bytes=9999999999999999-',
    'items=0-1',
  ])('takes %j for the whole', (header) => {
    expect(byteRange(header, 100)).toBeUndefined();
  });

  it.each([
    ['bytes=100-', 100],
    ['bytes=100-200', 100],
    ['bytes=-0', 100],
    ['bytes=0-', 0],
    ['bytes=-5', 0],
  ])('refuses %s of %d bytes', (header, size) => {
    expect(() => byteRange(header, size)).toThrow(ProtocolError);
  });
});
