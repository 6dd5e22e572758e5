import { describe, expect, it } from '@jest/globals';
import { SoundGate } from './sound-gate.ts';

/** An audio element of which only `play` is asked, in a browser that waits for a touch. */
function silentElement() {
  const state = { allowed: false, playing: false };
  const play = async () => {
    if (!state.allowed) throw new DOMException('touch the page first', 'NotAllowedError');
    state.playing = true;
  };
  return { state, element: { play } as HTMLMediaElement };
}

describe('SoundGate', () => {
  it('knows that sound is refused, and starts it with a press', async () => {
    const gate = new SoundGate();
    const { state, element } = silentElement();
    await gate.play(element);
    expect(gate.blocked.value).toBe(true);
    state.allowed = true;
    gate.open();
    expect([gate.blocked.value, state.playing]).toEqual([false, true]);
  });

  it('stays shut where the browser still refuses', async () => {
    const gate = new SoundGate();
    const { element } = silentElement();
    await gate.play(element);
    gate.open();
    await Promise.resolve();
    await Promise.resolve();
    expect(gate.blocked.value).toBe(true);
  });

  it('asks for nothing once whoever was unheard has left', async () => {
    const gate = new SoundGate();
    const { element } = silentElement();
    await gate.play(element);
    gate.forget(element);
    expect(gate.blocked.value).toBe(false);
  });
});
