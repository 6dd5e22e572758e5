import { followLayers } from './layer-switch.ts';
import { survivePacketLoss } from './loss.ts';
import { av1, layeredVp9, type MediaCase, simulcastVp8, singleVp8 } from './media-case.ts';
import type { Meeting } from './meeting.ts';
import { muteAndUnmute } from './muting.ts';
import { pauseAndResume } from './pauses.ts';
import { shareScreens } from './screen.ts';

/** What a call goes through, with encryption and without. */
interface Scenario {
  readonly title: string;
  readonly run: (meeting: Meeting) => Promise<void>;
}

/** A way to send a camera, and all that it goes through. */
interface MatrixRow {
  readonly mediaCase: MediaCase;
  readonly scenarios: readonly Scenario[];
}

const layerSwitch = { title: 'follows the size in which it is shown', run: followLayers };
const pauses = { title: 'is paused, and comes back with a key frame', run: pauseAndResume };
const muting = { title: 'is muted and unmuted', run: muteAndUnmute };
const screens = { title: 'goes on beside shared screens', run: shareScreens };
const loss = { title: 'survives a loss of 5%', run: survivePacketLoss };

export const matrix: readonly MatrixRow[] = [
  { mediaCase: simulcastVp8, scenarios: [layerSwitch, pauses, muting, screens, loss] },
  { mediaCase: singleVp8, scenarios: [pauses, loss] },
  { mediaCase: layeredVp9, scenarios: [layerSwitch, pauses, loss] },
  { mediaCase: av1, scenarios: [pauses, loss] },
];
