import { describe, expect, it } from '@jest/globals';
import { filmstripCapacity, layoutSpeaker } from './speaker-layout.ts';

describe('Speaker layout', () => {
  it('gives the speaker the whole stage while nobody else is there', () => {
    expect(layoutSpeaker({ width: 1280, height: 720 }, 0, 8).stage).toEqual({
      x: 0,
      y: 0,
      width: 1280,
      height: 720,
    });
  });

  it('puts the filmstrip beside the speaker in a wide window', () => {
    const { stage, filmstrip } = layoutSpeaker({ width: 1280, height: 720 }, 3, 8);
    expect(filmstrip.every((tile) => tile.x >= stage.width)).toBe(true);
    expect(stage.height).toBe(720);
  });

  it('puts it above the speaker on a phone, where the controls are below', () => {
    const { stage, filmstrip } = layoutSpeaker({ width: 360, height: 640 }, 2, 8);
    expect(filmstrip.every((tile) => tile.y + tile.height <= stage.y)).toBe(true);
    expect(stage.width).toBe(360);
  });

  it('keeps as many tiles as it says inside the stage', () => {
    for (const stage of [
      { width: 360, height: 640 },
      { width: 1280, height: 720 },
      { width: 2560, height: 1440 },
    ]) {
      const { filmstrip } = layoutSpeaker(stage, filmstripCapacity(stage, 8), 8);
      for (const tile of filmstrip) {
        expect(tile.x).toBeGreaterThanOrEqual(-0.01);
        expect(tile.y).toBeGreaterThanOrEqual(-0.01);
        expect(tile.y + tile.height).toBeLessThanOrEqual(stage.height + 0.01);
      }
    }
  });
});
