import { describe, expect, it } from '@jest/globals';
import { createLogger } from './logger.ts';

function collect(pretty: boolean | 'auto', level: 'info' | 'debug' = 'info', isTTY = false) {
  const lines: string[] = [];
  const logger = createLogger({ level, pretty }, { isTTY, write: (line: string) => void lines.push(line) });
  const entries = () => lines.map((line): unknown => JSON.parse(line));
  return { logger, lines, entries };
}

describe('logger', () => {
  it('writes one JSON line with the level as a word and the time in ISO 8601', () => {
    const { logger, entries } = collect(false);
    logger.info({ worker: 1 }, 'Worker started');
    expect(entries()).toEqual([
      { level: 'info', time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/), worker: 1, msg: 'Worker started' },
    ]);
  });

  it('writes nothing below its level', () => {
    const { logger, lines } = collect(false);
    logger.debug('Request');
    expect(lines).toEqual([]);
  });

  it('redacts data, bindings, messages and the values put into them', () => {
    const { logger, lines, entries } = collect(false, 'debug');
    const child = logger.child({ remoteAddress: '198.51.100.7', resumeToken: 'abcdef' });
    child.info(
      { token: 'abcdef', peer: { ip: '2001:db8::7' } },
      'Peer from 198.51.100.7 and %s',
      '198.51.100.8',
    );
    child.info('Offer %s', 'v=0\r\no=- 1 2 IN IP4 198.51.100.7\r\ns=-\r\n');
    expect(lines.join('')).not.toMatch(/198\.51|2001:db8|abcdef/);
    expect(entries()).toMatchObject([
      {
        remoteAddress: '[address]',
        resumeToken: '[secret]',
        token: '[secret]',
        peer: { ip: '[address]' },
        msg: 'Peer from [address] and [address]',
      },
      { msg: 'Offer [session description]' },
    ]);
  });

  it('writes errors with their type, stack and cause, redacted', () => {
    const { logger, entries } = collect(false);
    logger.error(
      { err: new Error('no answer from 198.51.100.7', { cause: new Error('slow') }) },
      'Request failed',
    );
    logger.error(new Error('alone, at 198.51.100.7'));
    expect(entries()).toMatchObject([
      {
        err: {
          type: 'Error',
          message: 'no answer from [address]',
          stack: expect.stringContaining('at '),
          cause: { message: 'slow' },
        },
      },
      { err: { message: 'alone, at [address]' }, msg: 'alone, at [address]' },
    ]);
  });

  it('is readable where that is wanted', () => {
    const { logger, lines } = collect(true);
    logger.warn({ worker: 1, reason: 'killed', err: new Error('gone') }, 'Worker died');
    expect(lines.join('')).toMatch(
      /^\d\d:\d\d:\d\d WARN {2}Worker died worker=1 reason=killed\n {2}Error: gone\n {6}at /,
    );
  });

  it('is by itself readable on a terminal, and JSON elsewhere', () => {
    const onTerminal = collect('auto', 'info', true);
    onTerminal.logger.info('Worker started');
    expect(onTerminal.lines.join('')).toMatch(/^\d\d:\d\d:\d\d INFO {2}Worker started\n$/);
    const elsewhere = collect('auto');
    elsewhere.logger.info('Worker started');
    expect(elsewhere.entries()).toMatchObject([{ msg: 'Worker started' }]);
  });
});
