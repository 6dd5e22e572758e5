import { afterEach, describe, expect, it } from '@jest/globals';
import { type Signal, signal } from '@preact/signals-core';
import {
  createFakeParticipant,
  createFakeTrack,
  type FakeParticipant,
} from '../../../../test/browser/web-gallery/fake-call.ts';
import { type Layout, StageViewModel } from './stage-view-model.ts';

const stages: StageViewModel[] = [];

function open(count: number, size = { width: 1280, height: 720 }) {
  const participants: Signal<readonly FakeParticipant[]> = signal(
    Array.from({ length: count }, (_, index) => createFakeParticipant(`p${index}`, `Person ${index}`)),
  );
  const activeSpeakerId = signal<string | undefined>(undefined);
  const layout = signal<Layout>('grid');
  const controlsHeight = signal(0);
  const stage = new StageViewModel({ participants, activeSpeakerId, layout, controlsHeight });
  stage.size.value = size;
  stages.push(stage);
  return { stage, participants, activeSpeakerId, layout, controlsHeight };
}

function shareScreen(participant: FakeParticipant | undefined): void {
  if (participant === undefined) throw new Error('nobody is there to share');
  // The track itself is not looked at before it is shown.
  participant.screen.value = createFakeTrack('screen', {} as MediaStreamTrack);
}

describe('StageViewModel', () => {
  afterEach(() => {
    for (const stage of stages.splice(0)) stage.close();
  });

  it('shows everyone equally', () => {
    const { stage } = open(5);
    expect(stage.placements.value.map(({ tile, role }) => [tile.key, role])).toEqual(
      [0, 1, 2, 3, 4].map((index) => [`p${index}/camera`, 'grid']),
    );
  });

  it('shows nothing before it has a size', () => {
    expect(open(3, { width: 0, height: 0 }).stage.placements.value).toEqual([]);
  });

  it('gives a shared screen the stage, and its end gives it back', () => {
    const { stage, participants } = open(3);
    shareScreen(participants.value[1]);
    expect(stage.large.value?.key).toBe('p1/screen');
    expect(stage.placements.value).toHaveLength(4);
    const [, sharer] = participants.value;
    if (sharer !== undefined) sharer.screen.value = undefined;
    expect(stage.large.value).toBeUndefined();
  });

  it('puts a pin before a screen, and forgets it with the person', () => {
    const { stage, participants } = open(3);
    shareScreen(participants.value[1]);
    stage.togglePin('p2/camera');
    expect(stage.large.value?.key).toBe('p2/camera');
    participants.value = participants.value.slice(0, 2);
    expect(stage.large.value?.key).toBe('p1/screen');
  });

  it('follows the speaker in the speaker layout', () => {
    const { stage, layout, activeSpeakerId } = open(3);
    layout.value = 'speaker';
    expect(stage.large.value?.key).toBe('p0/camera');
    activeSpeakerId.value = 'p2';
    expect(stage.large.value?.key).toBe('p2/camera');
    expect(stage.spotlight.value?.key).toBe('p2/camera');
  });

  it('turns pages and stays on the last one when people leave', () => {
    const { stage, participants } = open(30, { width: 360, height: 640 });
    expect(stage.pageCount.value).toBe(3);
    stage.showPage(9);
    expect(stage.page.value).toBe(2);
    participants.value = participants.value.slice(0, 13);
    expect([stage.page.value, stage.pageCount.value]).toEqual([1, 2]);
    stage.turnPage(-1);
    expect(stage.placements.value).toHaveLength(12);
  });

  it('brings a speaker from a later page into view', () => {
    const { stage, activeSpeakerId } = open(30, { width: 360, height: 640 });
    activeSpeakerId.value = 'p20';
    expect(stage.placements.value.at(-1)?.tile.key).toBe('p20/camera');
  });

  it('makes room for the controls on an upright phone only', () => {
    const bottom = (size: { width: number; height: number }) => {
      const { stage, controlsHeight } = open(4, size);
      controlsHeight.value = 120;
      return Math.max(...stage.placements.value.map(({ rect }) => rect.y + rect.height));
    };
    expect(bottom({ width: 360, height: 640 })).toBeLessThanOrEqual(520);
    expect(bottom({ width: 1280, height: 720 })).toBeGreaterThan(600);
  });
});
