import { describe, expect, it } from '@jest/globals';
import { SpeakerSelection } from './speaker-selection.ts';

const people = ['ada', 'bea', 'cy', 'dan'];

function selecting(forwarded: number): SpeakerSelection {
  const selection = new SpeakerSelection({ abovePeers: 3, forwarded });
  selection.resize(4);
  return selection;
}

const forwardedBy = (selection: SpeakerSelection) => people.filter((id) => selection.isForwarded(id));

describe('the selection of speakers', () => {
  it('forwards everybody in a small room, and takes no word of who speaks', () => {
    const selection = new SpeakerSelection({ abovePeers: 3, forwarded: 1 });
    expect(selection.resize(3)).toBe(false);
    expect(selection.speak('ada', true)).toBe(false);
    expect(forwardedBy(selection)).toEqual(people);
  });

  it('never begins where it is off', () => {
    const selection = new SpeakerSelection({ abovePeers: 'off', forwarded: 1 });
    expect(selection.resize(10_000)).toBe(false);
    expect(selection.isActive).toBe(false);
  });

  it('begins above the size, and ends in a large room only when some have left', () => {
    const selection = new SpeakerSelection({ abovePeers: 20, forwarded: 1 });
    const active = [20, 21, 20, 19, 18, 20, 21].map((size) => [selection.resize(size), selection.isActive]);
    expect(active).toEqual([
      [false, false],
      [true, true],
      [false, true],
      [false, true],
      [true, false],
      [false, false],
      [true, true],
    ]);
  });

  it('forwards nobody until somebody speaks, and those who spoke last', () => {
    const selection = selecting(2);
    expect(forwardedBy(selection)).toEqual([]);
    expect(selection.speak('ada', true)).toBe(true);
    expect(selection.speak('ada', false)).toBe(false);
    expect(forwardedBy(selection)).toEqual(['ada']);
    selection.speak('bea', true);
    selection.speak('bea', false);
    expect(selection.speak('cy', true)).toBe(true);
    expect(forwardedBy(selection)).toEqual(['bea', 'cy']);
  });

  it('sends whoever has been silent for longest away, be it the first who came', () => {
    const selection = selecting(2);
    for (const id of ['ada', 'bea']) selection.speak(id, true);
    selection.speak('bea', false);
    selection.speak('ada', false);
    selection.speak('cy', true);
    expect(forwardedBy(selection)).toEqual(['ada', 'cy']);
  });

  it('takes no place from whoever speaks; who waits is next', () => {
    const selection = selecting(1);
    selection.speak('ada', true);
    expect(selection.speak('bea', true)).toBe(false);
    expect(selection.speak('cy', true)).toBe(false);
    expect(forwardedBy(selection)).toEqual(['ada']);
    expect(selection.speak('ada', false)).toBe(true);
    expect(forwardedBy(selection)).toEqual(['bea']);
  });

  it('gives the place of whoever leaves to who waits', () => {
    const selection = selecting(1);
    selection.speak('ada', true);
    selection.speak('bea', true);
    expect(selection.forget('ada')).toBe(true);
    expect(forwardedBy(selection)).toEqual(['bea']);
    expect(selection.forget('dan')).toBe(false);
  });

  it('knows nothing of who spoke before when it begins anew', () => {
    const selection = selecting(1);
    selection.speak('ada', true);
    selection.resize(1);
    selection.resize(4);
    expect(forwardedBy(selection)).toEqual([]);
    expect(selection.speak('ada', true)).toBe(true);
  });
});
