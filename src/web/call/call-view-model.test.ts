import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createFakeParticipant, FakeCall } from '../../../test/browser/web-gallery/fake-call.ts';
import { FakeEncryption } from '../../../test/browser/web-gallery/fake-encryption.ts';
import { createFakeMedia } from '../../../test/browser/web-gallery/fake-media.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { MemoryStorage } from '../app/memory-storage.ts';
import { createPreferences } from '../app/preferences.ts';
import { CallViewModel } from './call-view-model.ts';

function open(encryption: FakeEncryption | 'none' = new FakeEncryption()) {
  const media = createFakeMedia(() => ({}) as MediaStreamTrack);
  const call = new FakeCall(media, encryption);
  const preferences = createPreferences(new MemoryStorage());
  const model = new CallViewModel(call, { preferences, joinedAt: Date.now(), now: Date.now });
  return { model, call, media, preferences };
}

const noWindow = { toggleFullScreen: () => undefined, togglePictureInPicture: () => undefined };

describe('CallViewModel', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('counts the time in the call', () => {
    const { model } = open();
    jest.advanceTimersByTime(61_000);
    expect(model.elapsed.value).toBe(61_000);
    model.close();
  });

  it('takes Back first for the open sheet, then for a question', () => {
    const { model } = open();
    model.openSheet('help');
    model.goBack();
    expect(model.sheet.value).toBeUndefined();
    model.goBack();
    expect(model.sheet.value).toBe('leave');
    model.close();
  });

  it('keeps the controls while a sheet is open', () => {
    const { model } = open();
    model.openSheet('people');
    jest.advanceTimersByTime(10_000);
    expect(model.bar.visible.value).toBe(true);
    model.closeSheet();
    jest.advanceTimersByTime(3_000);
    expect(model.bar.visible.value).toBe(false);
    model.close();
  });

  it('mutes an open microphone and opens one that is off', async () => {
    const { model, media } = open();
    await media.microphone.start();
    model.perform('toggle-microphone', noWindow);
    expect(media.microphone.muted.value).toBe(true);
    media.microphone.stop();
    model.perform('toggle-microphone', noWindow);
    expect([media.microphone.muted.value, media.microphone.state.value.kind]).toEqual([false, 'on']);
    model.close();
  });

  it('shows the trouble of a device until it is put aside or tried again', () => {
    const { model, media } = open();
    media.states.camera.value = { kind: 'failed', reason: 'in-use' };
    expect(model.showsTrouble(media.camera)).toBe(true);
    model.dismissTrouble(media.camera);
    expect(model.showsTrouble(media.camera)).toBe(false);
    media.states.camera.value = { kind: 'failed', reason: 'unplugged' };
    expect(model.showsTrouble(media.camera)).toBe(true);
    model.close();
  });

  it('remembers the layout', () => {
    const { model, preferences } = open();
    model.perform('toggle-layout', noWindow);
    expect(preferences.value.layout).toBe('speaker');
    model.close();
  });

  it('tells who came, who muted us and that the door was locked, each for a while', () => {
    const { model, call } = open('none');
    call.emit('participantJoined', createFakeParticipant('p', 'Ada'));
    call.emit('mutedByModerator', 'microphone', 'p');
    call.locked.value = true;
    expect(model.toasts.shown.value.map(({ happening }) => happening.kind)).toEqual([
      'joined',
      'muted-by-moderator',
      'lock',
    ]);
    jest.advanceTimersByTime(5_000);
    expect(model.toasts.shown.value).toEqual([]);
    model.close();
  });

  it('lets no sheet hide a new alarm, but for the one that shows it, too', () => {
    const { model, call } = open();
    const { encryption } = call;
    if (encryption === undefined) throw new Error('this call is encrypted');
    model.openSheet('settings');
    encryption.alarms.value = [{ kind: 'split' }];
    expect(model.sheet.value).toBeUndefined();
    model.openSheet('settings');
    encryption.alarms.value = [];
    expect(model.sheet.value).toBe('settings');
    model.openSheet('security');
    encryption.alarms.value = [{ kind: 'split' }];
    expect(model.sheet.value).toBe('security');
    model.close();
  });

  it('announces whoever gets the keys, by name and trust, and not those who had them before', () => {
    const { model, call } = open();
    const { encryption } = call;
    if (encryption === undefined) throw new Error('this call is encrypted');
    const me = { id: 'me', displayName: 'Robin', isMe: true, isConfirmed: true, trust: 'verified' } as const;
    const ada = { id: 'a', displayName: 'Ada', isMe: false, isConfirmed: true, trust: 'guest' } as const;
    const mei = { id: 'm', displayName: 'Mei', isMe: false, isConfirmed: true, trust: 'verified' } as const;
    encryption.members.value = [me];
    call.emit('participantJoined', createFakeParticipant('a', 'Ada'));
    encryption.members.value = [me, ada, mei];
    encryption.members.value = [me, { ...ada, trust: 'verified' }, mei];
    expect(model.toasts.shown.value.map(({ happening }) => happening)).toEqual([
      {
        kind: 'joined',
        people: [
          { name: 'Ada', trust: 'guest' },
          { name: 'Mei', trust: 'verified' },
        ],
      },
    ]);
    model.close();
  });

  it("shows the server's refusal of a wish", async () => {
    const { model } = open();
    await model.ask(async () => {
      throw new ProtocolError('forbidden');
    });
    expect(model.toasts.shown.value[0]?.happening).toEqual({
      kind: 'failed',
      reason: 'Only a moderator can do this.',
    });
    model.close();
  });

  it('remembers a new name and tells the room', async () => {
    const { model, call, preferences } = open();
    await model.rename('Grace');
    expect([preferences.value.displayName, call.asked]).toEqual(['Grace', ['setDisplayName Grace']]);
    model.close();
  });

  it('leaves no timer behind', () => {
    const { model } = open();
    model.toasts.show({ kind: 'left', name: 'Ada' });
    model.close();
    model.close();
    expect(jest.getTimerCount()).toBe(0);
  });
});
