import type { ArrivalReport } from '../../harness/page/encrypted-call-page.ts';
import type { Meeting, Pair } from './meeting.ts';

const large = { width: 960, height: 540 };
const small = { width: 160, height: 90 };

/** Each view is made small, large and small again, and the size of what is decoded follows. */
export async function followLayers(meeting: Meeting): Promise<void> {
  const half = (meeting.mediaCase.video.height ?? 0) / 2;
  await meeting.inEveryPairing(async (pair) => {
    await meeting.show(pair, small);
    const lowest = await untilLayer(meeting, pair, ({ height, layer }) => layer === 0 && height <= half);
    await meeting.show(pair, large);
    // The top layer where the machine has time to encode it: what counts is that it is another one.
    const higher = await untilLayer(
      meeting,
      pair,
      ({ height, layer }) => (layer ?? 0) > 0 && height >= 2 * lowest.height,
    );
    await meeting.show(pair, small);
    await untilLayer(meeting, pair, ({ height, layer }) => layer === 0 && 2 * height <= higher.height);
  });
}

type Picture = ArrivalReport & { readonly height: number };

/** Waits until the server sends a layer whose picture is shown, and moves on. */
async function untilLayer(
  meeting: Meeting,
  pair: Pair,
  isRight: (report: Picture) => boolean,
): Promise<Picture> {
  const found = await meeting.stage.until(
    `another layer of ${pair.sender} to arrive at ${pair.receiver}`,
    async () => {
      const report = await meeting.arrival(pair, 'camera');
      if (report?.height === undefined) return false;
      const picture = { ...report, height: report.height };
      return isRight(picture) && picture;
    },
  );
  await meeting.untilSeen(pair, { frames: 10 });
  return found;
}
