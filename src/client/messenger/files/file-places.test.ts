import { describe, expect, it } from '@jest/globals';
import { utf8 } from '../../../e2ee/bytes.ts';
import { MemoryFilePlaces } from './file-places.ts';

describe('places of files in memory', () => {
  it('give a file out once all of its parts are there', async () => {
    const places = new MemoryFilePlaces();
    await places.write('one', 1, [utf8('c')]);
    expect(await places.read('one', 2)).toBeUndefined();
    await places.write('one', 0, [utf8('a'), utf8('b')]);
    expect(await (await places.read('one', 2))?.text()).toBe('abc');
  });

  it('take a part again in place of what was there', async () => {
    const places = new MemoryFilePlaces(4);
    await places.write('one', 0, [utf8('abcd')]);
    await places.write('one', 0, [utf8('efgh')]);
    expect(await (await places.read('one', 1))?.text()).toBe('efgh');
  });

  it('take no more than there is room for, until something is deleted', async () => {
    const places = new MemoryFilePlaces(4);
    await places.write('one', 0, [utf8('abc')]);
    await expect(places.write('two', 0, [utf8('de')])).rejects.toMatchObject({ code: 'no-room' });
    await places.delete('one');
    await places.write('two', 0, [utf8('de')]);
    expect(await places.read('one', 1)).toBeUndefined();
    expect(await (await places.read('two', 1))?.text()).toBe('de');
  });
});
