import { describe, expect, it } from '@jest/globals';
import { nearestName } from './nearest-name.ts';

const known = [
  'media.portBase',
  'media.workers',
  'server.httpPort',
  'server.https.port',
  'log.level',
  'secret',
];

describe('nearestName', () => {
  it.each([
    ['media.portbase', 'media.portBase'],
    ['media.port_base', 'media.portBase'],
    ['media.prtBase', 'media.portBase'],
    ['portBase', 'media.portBase'],
    ['server.portBase', 'media.portBase'],
    ['log.levle', 'log.level'],
    ['secrets', 'secret'],
  ])('takes %s for %s', (unknown, meant) => {
    expect(nearestName(unknown, known)).toBe(meant);
  });

  it('makes no guess where nothing is near', () => {
    expect(nearestName('database.connections', known)).toBeUndefined();
  });
});
