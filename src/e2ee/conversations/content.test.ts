import { describe, expect, it } from '@jest/globals';
import { toBase64Url, utf8 } from '../bytes.ts';
import { type Content, encodeContent, parseContent } from './content.ts';

const id = toBase64Url(new Uint8Array(16).fill(1));
const key = toBase64Url(new Uint8Array(32).fill(2));
const manifest = {
  fileId: id,
  key,
  accessToken: key,
  name: 'plan.pdf',
  mediaType: 'application/pdf',
  size: 12,
  chunkCount: 1,
};
const thumbnail = { mediaType: 'image/webp', width: 320, height: 200, data: 'AAAA' } as const;
const parsed = (value: unknown) => parseContent(utf8(JSON.stringify(value)));

describe('the content of a message', () => {
  it.each<Content>([
    { kind: 'text', body: 'Buongiorno' },
    { kind: 'text', body: 'x'.repeat(20_000), replyTo: id, mentions: [id], disappearAfter: 60 },
    { kind: 'edit', of: id, body: 'Buonasera' },
    { kind: 'delete', of: id },
    { kind: 'reaction', of: id, emoji: '👍🏽', action: 'add' },
    { kind: 'file', manifest },
    { kind: 'file', manifest: { ...manifest, duration: 1_000, thumbnail } },
    { kind: 'call', roomId: 'k7mw3xqpv9td', invitationSecret: key, disappearAfter: 3_600 },
  ])('is read as it was written: $kind', (content) => {
    expect(parseContent(encodeContent(content))).toEqual(content);
  });

  it.each([
    ['another kind', { kind: 'poll', question: '?' }],
    ['a text that is too long', { kind: 'text', body: 'x'.repeat(20_001) }],
    ['a text without any', { kind: 'text', body: '' }],
    ['no id', { kind: 'delete', of: 'x' }],
    ['another spelling of an id', { kind: 'delete', of: `${id.slice(0, -1)}R` }],
    ['a manifest with more in it', { kind: 'file', manifest: { ...manifest, url: 'https://example.org' } }],
    ['a file without a key', { kind: 'file', manifest: { ...manifest, key: id } }],
    ['a file without a token', { kind: 'file', manifest: { ...manifest, accessToken: undefined } }],
    ['a name that leads elsewhere', { kind: 'file', manifest: { ...manifest, name: '../plan.pdf' } }],
    [
      'a thumbnail that is more than a picture',
      { kind: 'file', manifest: { ...manifest, thumbnail: { ...thumbnail, mediaType: 'image/svg+xml' } } },
    ],
    [
      'a thumbnail that is too large',
      { kind: 'file', manifest: { ...manifest, thumbnail: { ...thumbnail, data: 'A'.repeat(29_336) } } },
    ],
    ['no time to live', { kind: 'delete', of: id, disappearAfter: 0 }],
    ['a list', []],
    ['nothing', null],
  ])('is not supported where it is %s', (_what, value) => {
    expect(parsed(value)).toEqual({ kind: 'unsupported' });
  });

  it('is not supported where it is no JSON, or no text', () => {
    expect(parseContent(utf8('{'))).toEqual({ kind: 'unsupported' });
    expect(parseContent(Uint8Array.of(0xff))).toEqual({ kind: 'unsupported' });
  });

  it('is read without what a later version may add', () => {
    expect(parsed({ kind: 'text', body: 'Ciao', format: 'bold' })).toEqual({ kind: 'text', body: 'Ciao' });
  });

  it('is not written where nobody would read it', () => {
    expect(() => encodeContent({ kind: 'text', body: '' })).toThrow();
  });
});
