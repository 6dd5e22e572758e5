import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Participant } from '../harness/participant.ts';
import { Scene } from '../harness/scene.ts';

jest.setTimeout(600_000);

const note = 'In a call this large the server picks whom you hear';

describe('a room whose operator has its speakers selected above two people', () => {
  let scene: Scene;
  let people: [Participant, Participant, Participant];

  beforeAll(async () => {
    scene = await Scene.open({ rooms: { speakerSelection: { abovePeers: 2, forwarded: 1 } } });
    const room = await scene.api.createRoom();
    const ada = await scene.join('Ada', 'chromium', room);
    const grace = await scene.join('Grace', 'chromium', room);
    await scene.untilAllMeet([ada, grace]);
    expect(await ada.text()).not.toContain(note);
    people = [ada, grace, await scene.join('Hedy', 'firefox', room)];
  });

  afterAll(() => scene?.close());

  it('says so to everybody, those who were there before among them', async () => {
    for (const person of people) {
      await scene.until(`${person.name} to be told`, async () => (await person.text()).includes(note));
    }
    for (const person of people) await person.answer('All right');
    expect(await people[0].text()).not.toContain(note);
  });

  it('forwards one who speaks, and the next once that one is silent', async () => {
    const [ada, grace, hedy] = people;
    await hedy.press('Mute microphone');
    await grace.press('Mute microphone');
    await scene.until('Grace to hear Ada', () => grace.hears(ada));
    await scene.until('Hedy to hear Ada', () => hedy.hears(ada));
    await grace.press('Unmute microphone');
    await scene.until(
      'Hedy to read that Grace is not muted',
      async () => (await hedy.tileOf(grace))?.label.includes('muted') === false,
    );
    // Ada has the only place and goes on to speak. A tone that is forwarded is heard within a second or two.
    for (let look = 0; look < 10; look += 1) {
      expect(await hedy.toneOf(grace)).toBeUndefined();
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    await ada.press('Mute microphone');
    await scene.until('Hedy to hear Grace', () => hedy.hears(grace));
    await scene.until('Ada to hear Grace', () => ada.hears(grace));
  });

  it('forwards everybody once it is smaller again', async () => {
    const [ada, grace, hedy] = people;
    await ada.press('Unmute microphone');
    await hedy.press('Leave the call');
    await scene.until('Hedy to be gone', async () => (await ada.tileOf(hedy)) === undefined);
    // Both speak, which one place would not do for.
    await scene.until(
      'Ada and Grace to hear each other',
      async () => (await ada.hears(grace)) && (await grace.hears(ada)),
    );
  });
});
