import { describe, expect, it } from '@jest/globals';
import type { Source } from '../../protocol/identifiers.ts';
import {
  nextPublicationStep,
  type PublicationStep,
  type Published,
  type Wanted,
} from './publication-plan.ts';

const off: Wanted<string> = { track: undefined, muted: false };
const on = (track: string, muted = false): Wanted<string> => ({ track, muted });

/** Carries the steps out as the server would confirm them. */
function steps(source: Source, wanted: Wanted<string>, from: Published<string> | undefined) {
  const taken: PublicationStep[] = [];
  let published = from;
  for (let step = next(); step !== undefined && taken.length < 10; step = next()) {
    taken.push(step);
    published = carryOut(step, wanted, published);
  }
  return { taken, published };

  function next() {
    return nextPublicationStep(source, wanted, published);
  }
}

function carryOut(
  step: PublicationStep,
  wanted: Wanted<string>,
  published: Published<string> = { track: undefined, paused: false },
): Published<string> | undefined {
  switch (step) {
    case 'produce':
      return { track: wanted.track, paused: wanted.muted };
    case 'attach':
      return { ...published, track: wanted.track };
    case 'detach':
      return { ...published, track: undefined };
    case 'pause':
      return { ...published, paused: true };
    case 'resume':
      return { ...published, paused: false };
    case 'close':
      return undefined;
  }
}

describe('nextPublicationStep', () => {
  it.each<[string, Source, Wanted<string>, Published<string> | undefined, PublicationStep[]]>([
    ['sends nothing of a camera that was never on', 'camera', off, undefined, []],
    ['produces a camera that goes on', 'camera', on('a'), undefined, ['produce']],
    ['produces a microphone that is muted, paused', 'microphone', on('a', true), undefined, ['produce']],
    ['pauses before it detaches a camera', 'camera', off, { track: 'a', paused: false }, ['pause', 'detach']],
    [
      'attaches before it resumes',
      'camera',
      on('b'),
      { track: undefined, paused: true },
      ['attach', 'resume'],
    ],
    ['changes the device without a pause', 'camera', on('b'), { track: 'a', paused: false }, ['attach']],
    ['mutes', 'microphone', on('a', true), { track: 'a', paused: false }, ['pause']],
    ['unmutes', 'microphone', on('a'), { track: 'a', paused: true }, ['resume']],
    [
      'mutes before it changes a muted device',
      'microphone',
      on('b', true),
      { track: 'a', paused: false },
      ['pause', 'attach'],
    ],
    ['closes a screen', 'screen', off, { track: 'a', paused: false }, ['close']],
    ['closes the sound of a screen', 'screen-audio', off, { track: 'a', paused: false }, ['close']],
    ['leaves what is right', 'camera', on('a'), { track: 'a', paused: false }, []],
    ['leaves an absent camera', 'camera', off, { track: undefined, paused: true }, []],
  ])('%s', (_name, source, wanted, published, expected) => {
    expect(steps(source, wanted, published).taken).toEqual(expected);
  });

  it('reaches its goal from anywhere', () => {
    const tracks = [undefined, 'a', 'b'];
    for (const source of ['camera', 'microphone', 'screen', 'screen-audio'] as const) {
      for (const track of tracks) {
        for (const muted of [false, true]) {
          for (const from of [undefined, ...tracks.flatMap(bothWays)]) {
            const { taken } = steps(source, { track, muted }, from);
            expect(taken.length).toBeLessThanOrEqual(3);
          }
        }
      }
    }
  });
});

function bothWays(track: string | undefined): Published<string>[] {
  return [
    { track, paused: false },
    { track, paused: true },
  ];
}
