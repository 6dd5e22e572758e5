import { describe, expect, it } from '@jest/globals';
import { signal } from '@preact/signals-core';
import { PushToTalk } from './push-to-talk.ts';

function microphone(isMuted: boolean) {
  const muted = signal(isMuted);
  return {
    muted,
    setMuted: (value: boolean) => {
      muted.value = value;
    },
  };
}

describe('PushToTalk', () => {
  it('opens a muted microphone while the key is held', () => {
    const mic = microphone(true);
    const pushToTalk = new PushToTalk(mic);
    expect(pushToTalk.press()).toBe(true);
    expect(pushToTalk.press()).toBe(true);
    expect([mic.muted.value, pushToTalk.talking.value]).toEqual([false, true]);
    pushToTalk.release();
    expect([mic.muted.value, pushToTalk.talking.value]).toEqual([true, false]);
  });

  it('leaves an open microphone alone', () => {
    const mic = microphone(false);
    const pushToTalk = new PushToTalk(mic);
    expect(pushToTalk.press()).toBe(false);
    pushToTalk.release();
    expect(mic.muted.value).toBe(false);
  });
});
