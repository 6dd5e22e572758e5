// First, as in the web app: the server's policy allows no compiled schemas.
import '../../../src/web/app/zod-without-eval.ts';
import type { Call, LocalMedia, Participant, RemoteTrack, TrackView } from '../../../src/client/api.ts';
import { MemoryIdentity } from '../../../src/client/identity/memory-identity.ts';
import { createCall, createLocalMedia } from '../../../src/client/index.ts';
import { ServerApi } from '../../../src/client/server-api.ts';

/** The client library without an interface: calls by name, several in one page where a test wants many. */
export interface CallWish {
  readonly name: string;
  readonly roomId: string;
  readonly invitation: string;
  readonly peerSecret: string;
  /** The picture of this participant. */
  readonly pattern: string;
  readonly microphone: boolean;
}

/** What one participant knows of another one's camera. */
export interface CameraReport {
  readonly name: string;
  readonly muted: boolean | undefined;
  readonly spatialLayer: number | undefined;
  readonly pattern: string | undefined;
  readonly framesDecoded: number;
  readonly pictureHeight: number | undefined;
}

interface RunningCall {
  readonly call: Call;
  readonly media: LocalMedia;
  readonly screens: Map<string, Screen>;
}

/** A video element that shows a track, and the view that tells its size. */
interface Screen {
  readonly track: RemoteTrack;
  readonly view: TrackView;
  readonly video: HTMLVideoElement;
}

const server = new ServerApi(window.location.origin);
const calls = new Map<string, RunningCall>();

/** Joins a room with camera, and microphone if wished. */
async function join({ name, roomId, invitation, peerSecret, pattern, microphone }: CallWish): Promise<void> {
  window.instruments.capture.cameraPattern = pattern;
  const media = createLocalMedia({ policy: await server.bootstrap() });
  await media.camera.start();
  if (microphone) await media.microphone.start();
  // Several people share this page: each has a device of their own.
  const encryption = { invitation, identity: new MemoryIdentity() };
  const call = createCall({ server, roomId, displayName: name, peerSecret, media, encryption });
  calls.set(name, { call, media, screens: new Map() });
  await call.join();
}

/** Shows the cameras of all others at this size in device pixels; hides them where there is none. */
function showAll(name: string, size: { width: number; height: number } | undefined): void {
  const { call, screens } = running(name);
  for (const participant of call.participants.value) {
    const track = participant.camera.value;
    const shown = screens.get(participant.id);
    if (shown !== undefined && shown.track !== track) close(screens, participant.id);
    if (track === undefined) continue;
    const screen = screens.get(participant.id) ?? open(screens, participant, track);
    screen.view.setSize(size);
  }
}

/** What this participant sees of all others. */
async function cameras(name: string): Promise<CameraReport[]> {
  const { call, screens } = running(name);
  return Promise.all(
    call.participants.value.map(async ({ id, displayName, camera }) => {
      const track = camera.value;
      const video = screens.get(id)?.video;
      return {
        name: displayName.value,
        muted: track?.muted.value,
        spatialLayer: track?.layers.value?.spatial,
        pattern: video === undefined ? undefined : window.instruments.viewer.pattern(video),
        framesDecoded:
          track === undefined ? 0 : await window.instruments.connections.framesDecoded(track.track),
        pictureHeight: video?.videoHeight,
      };
    }),
  );
}

/** Everything that may explain a failure, of all calls of this page. */
async function describe(): Promise<unknown> {
  const names = [...calls.keys()];
  return Promise.all(
    names.map(async (name) => ({
      name,
      state: running(name).call.state.value,
      encryption: running(name).call.encryption?.state.value,
      members: running(name).call.encryption?.members.value,
      alarms: running(name).call.encryption?.alarms.value,
      cameras: await cameras(name),
    })),
  );
}

function open(screens: Map<string, Screen>, { id }: Participant, track: RemoteTrack): Screen {
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = new MediaStream([track.track]);
  document.body.append(video);
  void video.play();
  const screen = { track, video, view: track.openView() };
  screens.set(id, screen);
  return screen;
}

function close(screens: Map<string, Screen>, id: string): void {
  const screen = screens.get(id);
  if (screen === undefined) return;
  screen.view.close();
  screen.video.srcObject = null;
  screen.video.remove();
  screens.delete(id);
}

function running(name: string): RunningCall {
  const found = calls.get(name);
  if (found === undefined) throw new Error(`${name} is in no call`);
  return found;
}

const callPage = { join, showAll, cameras, describe };

declare global {
  interface Window {
    callPage: typeof callPage;
  }
}

window.callPage = callPage;
