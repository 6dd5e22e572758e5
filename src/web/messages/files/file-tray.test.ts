import { describe, expect, it } from '@jest/globals';
import { FileTray } from './file-tray.ts';

const file = (name: string) => new File(['content'], name);

describe('the tray of files', () => {
  it('sends what lies in it, once', () => {
    const sent: string[][] = [];
    const tray = new FileTray({ sendFiles: (files) => sent.push(files.map(({ name }) => name)) });
    tray.add([file('a'), file('b')]);
    tray.add([file('c')]);
    expect(tray.send()).toBe(true);
    expect(tray.files.value).toEqual([]);
    expect(tray.send()).toBe(false);
    expect(sent).toEqual([['a', 'b', 'c']]);
  });

  it('leaves out one of two with the same name', () => {
    const sent: File[] = [];
    const tray = new FileTray({ sendFiles: (files) => sent.push(...files) });
    const [one, two] = [file('a'), file('a')];
    tray.add([one, two]);
    tray.remove(tray.files.value[0]?.id ?? 0);
    tray.send();
    expect(sent).toEqual([two]);
  });
});
