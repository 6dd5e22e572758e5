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

/** Milliseconds since the call was asked to join. */
export interface JoinTimes {
  /** In the room, as the library says. */
  readonly joined: number;
  /** The first frame of the other's camera was decoded and shown. */
  readonly firstFrame: number;
}

const size = { width: 640, height: 360 };

/** Enters with camera and microphone on, as somebody does who has looked at themself before. */
async function prepare(roomId: string, invitation: string, displayName: string): Promise<Call> {
  const server = new ServerApi(location.origin);
  const media = createLocalMedia({ policy: await server.bootstrap() });
  await Promise.all([media.camera.start(), media.microphone.start()]);
  const secret = crypto.getRandomValues(new Uint8Array(16));
  const peerSecret = btoa(String.fromCharCode(...secret)).replace(
    /[+/=]/g,
    (symbol) => ({ '+': '-', '/': '_' })[symbol] ?? '',
  );
  const encryption = { invitation, identity: new MemoryIdentity() };
  return createCall({ server, roomId, displayName, peerSecret, media, encryption });
}

/** Joins and stays. */
async function stay(roomId: string, invitation: string): Promise<void> {
  const call = await prepare(roomId, invitation, 'Ada');
  await call.join();
}

/** Joins a room with one other in it, waits for that one's picture, and leaves. */
async function measureJoin(roomId: string, invitation: string): Promise<JoinTimes> {
  const call = await prepare(roomId, invitation, 'Grace');
  try {
    const shown = showCamera(call);
    const start = performance.now();
    await call.join();
    const joined = performance.now() - start;
    return { joined, firstFrame: (await shown) - start };
  } finally {
    await call.leave();
    call.media.close();
  }
}

/** Shows the camera of the first other person to have one; resolves with the time of its first frame. */
function showCamera(call: Call): Promise<number> {
  return new Promise((resolve) => {
    call.participants.subscribe(([other]) => {
      other?.camera.subscribe((camera) => {
        if (camera !== undefined) resolve(firstFrame(camera));
      });
    });
  });
}

function firstFrame(camera: RemoteTrack): Promise<number> {
  const video = document.createElement('video');
  video.muted = true;
  video.autoplay = true;
  video.srcObject = new MediaStream([camera.track]);
  Object.assign(video.style, {
    position: 'fixed',
    inset: '0',
    width: `${size.width}px`,
    height: `${size.height}px`,
  });
  document.body.append(video);
  camera.openView().setSize(size);
  return new Promise((resolve) => {
    video.requestVideoFrameCallback(() => resolve(performance.now()));
  });
}

const firstFramePage = { stay, measureJoin };

declare global {
  interface Window {
    firstFramePage: typeof firstFramePage;
  }
}

window.firstFramePage = firstFramePage;
