import { describe, expect, it } from '@jest/globals';
import { readFrame } from './protoo-frame.ts';

const read = (text: string, isBinary = false) => readFrame(Buffer.from(text), isBinary, 1000);

describe('readFrame', () => {
  it('reads requests, notifications and responses', () => {
    const request = { request: true, id: 1, method: 'join', data: { displayName: 'Ada' } };
    expect(read(JSON.stringify(request))).toEqual({ kind: 'frame', frame: request });
    expect(read('{"notification":true,"method":"x"}')).toMatchObject({ frame: { method: 'x', data: {} } });
    expect(read('{"response":true,"id":1,"ok":true,"data":{}}')).toMatchObject({
      frame: { id: 1, ok: true },
    });
  });

  it.each([
    'null',
    '7',
    '[]',
    '{}',
    '"text"',
    '{"request":true}',
    '{"request":"yes","id":1,"method":"x"}',
    '{',
  ])('names what is wrong with %s', (text) => {
    expect(read(text)).toMatchObject({
      kind: 'unreadable',
      error: { code: 'bad-request' },
      requestId: undefined,
    });
  });

  it('keeps the id of a request that is wrong otherwise', () => {
    expect(read('{"request":true,"id":5,"method":7}')).toMatchObject({ kind: 'unreadable', requestId: 5 });
    expect(read('{"request":true,"id":5,"method":"x","data":[]}')).toMatchObject({ requestId: 5 });
  });

  it('refuses what is binary or too large', () => {
    expect(read('{}', true)).toMatchObject({ error: { code: 'bad-request' } });
    expect(read('x'.repeat(1001))).toMatchObject({ error: { code: 'message-too-large' } });
  });
});
