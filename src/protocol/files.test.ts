import { describe, expect, it } from '@jest/globals';
import { fileRoutes } from './files.ts';

const token = Buffer.alloc(32, 0xa7).toString('base64url');
const inBase64 = (text: string) => Buffer.from(text).toString('base64');

describe('the headers of a new upload', () => {
  const { headers } = fileRoutes.createUpload;
  const parse = (metadata: string, length = '10') =>
    headers.safeParse({ 'tus-resumable': '1.0.0', 'upload-length': length, 'upload-metadata': metadata });

  it('carry its length and its token', () => {
    expect(parse(`accessToken ${inBase64(token)}`).data).toEqual({
      'tus-resumable': '1.0.0',
      'upload-length': 10,
      'upload-metadata': { accessToken: token },
    });
  });

  it.each([
    ['nothing', ''],
    ['a key alone', 'accessToken'],
    ['what is no base64', 'accessToken !!!'],
    ['a token that is too short', `accessToken ${inBase64(token.slice(1))}`],
    ['the bytes of a token', `accessToken ${Buffer.alloc(32, 0xa7).toString('base64')}`],
    ['a name beside it', `accessToken ${inBase64(token)},filename ${inBase64('diary.pdf')}`],
    ['a name in its place', `filename ${inBase64('diary.pdf')}`],
    ['a key of all objects', `__proto__ ${inBase64(token)}`],
  ])('do not carry %s', (_, metadata) => {
    expect(parse(metadata).success).toBe(false);
  });

  it.each(['', '-1', '1.5', '1e3', '0x10', '01', ' 1', '9'.repeat(16), 'NaN'])(
    'have no length of %j',
    (length) => {
      expect(parse(`accessToken ${inBase64(token)}`, length).success).toBe(false);
    },
  );
});

describe('a cursor', () => {
  const { query } = fileRoutes.listFiles;
  const id = Buffer.alloc(16, 0xa7).toString('base64url');

  it('says where a page ended', () => {
    expect(query.parse({ cursor: `1893456000000.${id}` })).toEqual({
      cursor: { createdAt: 1_893_456_000_000, fileId: id },
    });
    expect(query.parse({})).toEqual({});
  });

  it.each([
    '',
    '.',
    `1893456000000`,
    `.${id}`,
    `-1.${id}`,
    `1893456000000.${id}A`,
    `1893456000000.${id}.${id}`,
  ])('is nothing like %j', (cursor) => {
    expect(query.safeParse({ cursor }).success).toBe(false);
  });
});
