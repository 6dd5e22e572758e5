import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { kinds, receivers, senders } from './encryption-scenarios/cast.ts';
import { comeLate } from './encryption-scenarios/late-joiner.ts';
import { matrix } from './encryption-scenarios/matrix.ts';
import { singleVp8 } from './encryption-scenarios/media-case.ts';
import { enoughFrames, Meeting } from './encryption-scenarios/meeting.ts';
import { type EarlyFrames, earlyFrames, expectNoRefusals } from './encryption-scenarios/refusals.ts';
import { Stage } from './encryption-scenarios/stage.ts';

jest.setTimeout(600_000);

const rooms = [
  { room: 'encrypted', isEncrypted: true },
  { room: 'in a room without encryption, as a control', isEncrypted: false },
] as const;

describe('media through the server, from each browser to each', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.open();
  });

  afterAll(() => stage?.close());

  describe.each(matrix)('$mediaCase.title', ({ mediaCase, scenarios }) => {
    describe.each(rooms)('$room', ({ isEncrypted }) => {
      let meeting: Meeting;
      let early: EarlyFrames;

      beforeAll(async () => {
        meeting = await Meeting.open(stage, { mediaCase, isEncrypted });
      });
      afterAll(() => meeting?.close());

      it('is seen and heard by those who come late', async () => {
        await comeLate(meeting);
        early = await earlyFrames(meeting);
      });

      it.each(scenarios)('$title', ({ run }) => run(meeting));

      it('is refused nowhere', () => expectNoRefusals(meeting, early));

      it.each(mediaCase.senders)('is sent as it should by %s', async (name) => {
        const page = stage.page(name);
        expect(Object.keys(await page.framesSent())).toHaveLength(mediaCase.streams);
        const sealed = (await page.sendings()).filter(({ source }) => !source.startsWith('screen'));
        const codecs = isEncrypted ? ['opus', mediaCase.codec].sort() : [];
        expect(sealed.map(({ codec }) => codec).sort()).toEqual(codecs);
        for (const each of sealed) expect(each.sealed).toBeGreaterThan(enoughFrames);
      });
    });
  });

  describe('with another key than the sender has', () => {
    let meeting: Meeting;

    beforeAll(async () => {
      meeting = await Meeting.open(stage, {
        mediaCase: singleVp8,
        isEncrypted: true,
        receiversAreWrong: true,
      });
      for (const name of [...senders, ...receivers]) await meeting.join(name);
    });
    afterAll(() => meeting?.close());

    it.each(receivers.map((receiver) => ({ receiver, kind: kinds[receiver] })))(
      'decodes nothing in $kind, and says why',
      async ({ receiver }) => {
        for (const sender of senders) {
          for (const source of ['camera', 'microphone'] as const) {
            const report = await stage.until(`${receiver} to refuse the ${source} of ${sender}`, async () => {
              const arrival = await meeting.arrival({ receiver, sender }, source);
              return (arrival?.refused['not-authentic'] ?? 0) > enoughFrames && arrival;
            });
            expect(report).toMatchObject({ opened: 0, framesDecoded: 0 });
            expect(Object.keys(report.refused).filter((reason) => reason !== 'no-key')).toEqual([
              'not-authentic',
            ]);
            expect(report.pattern).toBeUndefined();
          }
        }
        expect(await stage.page(receiver).refusals()).toContain('not-authentic');
      },
    );
  });
});
