import { describe, expect, it } from '@jest/globals';
import { redact, redactText } from './redaction.ts';

const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';

describe('redactText', () => {
  it.each([
    ['connect ECONNREFUSED 198.51.100.7:443', 'connect ECONNREFUSED [address]:443'],
    ['from ::ffff:198.51.100.7', 'from [address]'],
    ['via [2001:db8::7]:8443.', 'via [[address]]:8443.'],
    ['at 2001:db8:1:2:3:4:5:6, again', 'at [address], again'],
    ['GET /room-control?token=abc.def&x=1', 'GET /room-control?token=[token]&x=1'],
    [`Bearer ${jwt}`, 'Bearer [token]'],
    ['offer v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\ns=-\r\n', 'offer [session description]'],
  ])('takes what identifies out of %j', (text, redacted) => {
    expect(redactText(text)).toBe(redacted);
  });

  it.each(['Worker 1 started at 12:34:56', 'version 3.27.1', 'ratio 1:2', 'node:internal/modules'])(
    'leaves %j alone',
    (text) => {
      expect(redactText(text)).toBe(text);
    },
  );
});

describe('redact', () => {
  it('goes by the name of a field, at any depth', () => {
    expect(
      redact({
        request: { headers: { Authorization: 'Basic abc', cookie: 'a=b', host: 'calls.example.org' } },
        resumeToken: 'abc',
        peerSecret: 'abc',
        moderatorKey: 'abc',
        peers: [{ iceParameters: { usernameFragment: 'u', password: 'p' }, ip: '192.0.2.7' }],
      }),
    ).toEqual({
      request: { headers: { Authorization: '[secret]', cookie: '[secret]', host: 'calls.example.org' } },
      resumeToken: '[secret]',
      peerSecret: '[secret]',
      moderatorKey: '[secret]',
      peers: [{ iceParameters: '[session description]', ip: '[address]' }],
    });
  });

  it('keeps what an error says, its own fields and its cause', () => {
    const error = Object.assign(new Error('cannot reach 192.0.2.7', { cause: new Error(`bad ${jwt}`) }), {
      code: 'ECONNREFUSED',
    });
    expect(redact(error)).toMatchObject({
      type: 'Error',
      message: 'cannot reach [address]',
      code: 'ECONNREFUSED',
      cause: { message: 'bad [token]' },
    });
    expect(JSON.stringify(redact(error))).not.toContain('192.0.2.7');
  });

  it('ends at a loop', () => {
    const loop: Record<string, unknown> = { name: 'loop' };
    loop.self = loop;
    expect(JSON.stringify(redact(loop))).toContain('[deeper]');
  });
});
