import { randomBytes } from 'node:crypto';
import { brotliCompressSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { ServerRecord } from '../record/recorded-server.ts';
import type { KnownPlaintext } from './known-plaintext.ts';
import { searchRecord } from './search.ts';
import { WindowIndex } from './window-index.ts';

const nothing: ServerRecord = { producers: [], connections: [], log: '', files: [], metrics: '', gaps: [] };
const code = '01234 56789 11234 56789 21234 56789';

function known(...texts: Buffer[]): KnownPlaintext {
  const index = new WindowIndex();
  for (const [owner, text] of texts.entries()) index.add(text, owner);
  const whats = texts.map((_, at) => `text ${at}`);
  const phrases = [{ what: 'the code', bytes: Buffer.from(code) }];
  return { index, whats, phrases, amounts: { frames: 0, frameBytes: 0, names: 0, secrets: 0 } };
}

function producer(...payloads: Buffer[]): ServerRecord['producers'][number] {
  return { kind: 'video', packets: payloads.map((payload) => ({ bytes: payload, payload })) };
}

describe('the search of a record', () => {
  it('finds eight bytes of a frame that is sealed but for these', () => {
    const frames = [randomBytes(1_000), randomBytes(1_000)];
    const leak = Buffer.concat([
      randomBytes(500),
      frames[1]?.subarray(2, 10) ?? '',
      randomBytes(400),
    ] as Buffer[]);
    const { findings, searched } = searchRecord(
      { ...nothing, producers: [producer(randomBytes(900)), producer(leak, randomBytes(7))] },
      known(...frames),
    );
    expect(findings).toEqual([
      {
        channel: 'RTP',
        what: 'text 1',
        form: 'as it is',
        where: 'producer 2 (video), byte 500',
        bytes: frames[1]?.toString('hex', 2, 10),
        count: 1,
      },
    ]);
    expect(searched.RTP).toEqual({ pieces: 3, bytes: 900 + 908 + 7, places: 893 + 901 });
  });

  it('names the channel, the form and the first place, and counts', () => {
    const key = randomBytes(16);
    const log = [
      '{"msg":"started"}',
      `{"key":"${key.toString('hex')}"}`,
      `{"again":"${key.toString('hex')}"}`,
    ];
    const { findings } = searchRecord({ ...nothing, log: log.join('\n') }, known(key));
    expect(findings).toMatchObject([
      { channel: 'log', form: 'hexadecimal', where: 'line 2, byte 0', count: 18 },
    ]);
  });

  it('tells room control from HTTP, in both directions', () => {
    const key = randomBytes(16);
    const upgrade = (line: string) => Buffer.from(`${line}\r\nUpgrade: websocket\r\n\r\n`);
    const connections = [
      { toServer: Buffer.from('GET / HTTP/1.1\r\n\r\n'), fromServer: key },
      {
        toServer: upgrade('GET / HTTP/1.1'),
        fromServer: Buffer.concat([upgrade('HTTP/1.1 101'), Buffer.from([0x82, key.length]), key]),
      },
    ];
    const { findings } = searchRecord({ ...nothing, connections }, known(key));
    expect(findings.map(({ channel, where }) => `${channel}: ${where}`)).toEqual([
      'HTTP: connection 1, from the server, byte 0',
      expect.stringMatching(/^room control: connection 2, from the server/),
    ]);
  });

  it('looks into what the server sent compressed', () => {
    const secret = randomBytes(32);
    const body = brotliCompressSync(`The key is ${secret.toString('base64url')}.`.repeat(9));
    const head = `HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: ${body.length}\r\n\r\n`;
    const fromServer = Buffer.concat([Buffer.from(head), body]);
    const connections = [{ toServer: Buffer.from('GET / HTTP/1.1\r\n\r\n'), fromServer }];
    const { findings } = searchRecord({ ...nothing, connections }, known(secret));
    expect(findings).toContainEqual(
      expect.objectContaining({ channel: 'HTTP', what: 'text 0', form: 'base64' }),
    );
  });

  it('finds a verification code as a whole only', () => {
    const metrics = `a ${code.slice(0, 20)}\n`;
    expect(searchRecord({ ...nothing, metrics }, known()).findings).toEqual([]);
    expect(searchRecord({ ...nothing, metrics: `${metrics}b ${code}\n` }, known()).findings).toMatchObject([
      { channel: 'metrics', what: 'the code', count: 1 },
    ]);
  });

  it('finds nothing in noise, and says what chance would find', () => {
    const { expectedByChance, findings } = searchRecord(
      { ...nothing, files: [{ path: 'noise', content: randomBytes(1_007) }] },
      known(randomBytes(1_007)),
    );
    expect(findings).toEqual([]);
    // Some of the noise is base64 by chance, and looked at once more.
    expect(expectedByChance).toBeGreaterThanOrEqual(1e6 / 2 ** 64);
  });
});
