// First, as in the web app: the server's policy allows no compiled schemas.
import '../../../src/web/app/zod-without-eval.ts';
import { MemoryIdentity } from '../../../src/client/identity/memory-identity.ts';
import {
  type Call,
  createCall,
  createLocalMedia,
  type RemoteTrack,
  ServerApi,
} from '../../../src/client/index.ts';
import { ageOf, drawTime, pictureSize } from './barcode.ts';

export interface LatencyWish {
  readonly roomId: string;
  /** None for a room without encryption. */
  readonly invitation: string | undefined;
  readonly frames: number;
}

const frameRate = 30;
/** Frames that come while the bandwidth estimate and the jitter buffer still settle. */
const unsettledFrames = 90;

/**
 * Sends a picture of the clock through a call and looks at it where it comes out, in one page with one clock.
 *
 * @returns Milliseconds from glass to glass, one for each frame.
 */
async function measure({ frames, invitation, roomId }: LatencyWish): Promise<number[]> {
  const camera = filmTheClock();
  const sender = await enter(roomId, invitation, 'Sender', camera.stream);
  const viewer = await enter(roomId, invitation, 'Viewer', undefined);
  try {
    return (await agesOf(await cameraOf(viewer), frames + unsettledFrames)).slice(unsettledFrames);
  } finally {
    await Promise.all([sender.leave(), viewer.leave()]);
    sender.media.close();
    viewer.media.close();
    camera.stop();
  }
}

function filmTheClock(): { stream: MediaStream; stop: () => void } {
  const context = contextOf(pictureSize);
  const draw = () => drawTime(context, performance.now());
  draw();
  const timer = setInterval(draw, 1_000 / frameRate);
  return { stream: context.canvas.captureStream(frameRate), stop: () => clearInterval(timer) };
}

async function enter(
  roomId: string,
  invitation: string | undefined,
  displayName: string,
  camera: MediaStream | undefined,
): Promise<Call> {
  const server = new ServerApi(location.origin);
  const media = createLocalMedia({ policy: await server.bootstrap() });
  if (camera !== undefined) {
    navigator.mediaDevices.getUserMedia = async () => camera.clone();
    await media.camera.start();
  }
  const peerSecret = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  const encryption = invitation === undefined ? 'none' : { invitation, identity: new MemoryIdentity() };
  const call = createCall({ server, roomId, displayName, peerSecret, media, encryption });
  await call.join();
  return call;
}

function cameraOf(call: Call): Promise<RemoteTrack> {
  return new Promise((resolve) => {
    call.participants.subscribe(([other]) => {
      other?.camera.subscribe((camera) => {
        if (camera !== undefined) resolve(camera);
      });
    });
  });
}

function agesOf(camera: RemoteTrack, frames: number): Promise<number[]> {
  const video = document.createElement('video');
  video.muted = true;
  video.autoplay = true;
  video.srcObject = new MediaStream([camera.track]);
  document.body.append(video);
  camera.openView().setSize(pictureSize);
  const context = contextOf(pictureSize);
  const ages: number[] = [];
  return new Promise((resolve) => {
    const look = (now: number): void => {
      ages.push(ageOf(video, context, now));
      if (ages.length === frames) {
        video.remove();
        resolve(ages);
      } else video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
  });
}

function contextOf({ height, width }: { height: number; width: number }): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('This browser draws no canvas.');
  return context;
}

const latencyPage = { measure };

declare global {
  interface Window {
    latencyPage: typeof latencyPage;
  }
}

window.latencyPage = latencyPage;
