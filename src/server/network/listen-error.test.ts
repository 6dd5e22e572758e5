import { describe, expect, it } from '@jest/globals';
import { ListenError } from './listen-error.ts';

describe('ListenError', () => {
  it("knows Node's codes and the media worker's words", () => {
    const node = Object.assign(new Error('listen EADDRINUSE: address already in use :::80'), {
      code: 'EADDRINUSE',
    });
    const worker = new Error(
      "uv_udp_bind() failed [protocol:udp, ip:'192.0.2.2', port:80]: address already in use",
    );
    for (const cause of [node, worker]) {
      const error = new ListenError('server.httpPort', '192.0.2.2', 80, cause);
      expect(error.code).toBe('EADDRINUSE');
      expect(error.message).toBe(
        'Cannot listen on port 80 of 192.0.2.2 (server.httpPort): another program uses it. End that program or choose another port.',
      );
    }
  });

  it('passes on what it does not know', () => {
    const error = new ListenError('server.httpPort', '::', 80, new Error('too many open files'));
    expect(error.message).toBe('Cannot listen on port 80 of :: (server.httpPort): too many open files');
  });
});
