import { openCanvasCamera } from './canvas-camera.ts';

/** May change at any time: it counts when a device is opened. */
export interface CaptureOptions {
  /** What replaces the camera's picture, if anything does. */
  cameraPattern?: string;
  /** What replaces the screen, if anything does. */
  screenPattern?: string;
}

interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Picture of a substitute where the page asks for no size. */
const usual = { width: 640, height: 360, frameRate: 15 };

/**
 * Puts itself between the page and its devices: devices are opened as ever, so that permissions, labels
 * and failures are the browser's own, and only the picture is replaced. Voice processing is turned off: it
 * is made to remove steady tones.
 */
export function substituteCapture(devices: MediaDevices, options: CaptureOptions): void {
  const getUserMedia = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (constraints = {}) => {
    const stream = await getUserMedia({ ...constraints, audio: withoutVoiceProcessing(constraints.audio) });
    if (options.cameraPattern !== undefined) {
      replacePicture(stream, options.cameraPattern, wantedSize(constraints.video));
    }
    return stream;
  };
  const getDisplayMedia = devices.getDisplayMedia.bind(devices);
  devices.getDisplayMedia = async (constraints) => {
    const { screenPattern } = options;
    if (screenPattern === undefined) return getDisplayMedia(constraints);
    const screen = openCanvasCamera({ ...usual, pattern: screenPattern });
    closeWithTrack(screen.track, screen.close);
    return new MediaStream([screen.track]);
  };
}

function withoutVoiceProcessing(
  audio: boolean | MediaTrackConstraints | undefined,
): boolean | MediaTrackConstraints {
  if (audio === undefined || audio === false) return false;
  const raw = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  return { ...(audio === true ? {} : audio), ...raw };
}

/** The size that the page would like best: a real camera comes close to it, a canvas reaches it. */
function wantedSize(video: boolean | MediaTrackConstraints | undefined): PictureSize {
  const { width, height } = typeof video === 'object' ? video : {};
  const ideal = (value: ConstrainULong | undefined) => (typeof value === 'object' ? value.ideal : value);
  return { width: ideal(width) ?? usual.width, height: ideal(height) ?? usual.height };
}

function replacePicture(stream: MediaStream, pattern: string, size: PictureSize): void {
  for (const original of stream.getVideoTracks()) {
    const camera = openCanvasCamera({ ...usual, ...size, pattern });
    const settings = { ...original.getSettings(), ...size };
    camera.track.getSettings = () => settings;
    camera.track.applyConstraints = () => Promise.resolve();
    Object.defineProperty(camera.track, 'label', { value: original.label });
    original.addEventListener('ended', () => camera.track.dispatchEvent(new Event('ended')));
    closeWithTrack(camera.track, () => {
      camera.close();
      original.stop();
    });
    stream.removeTrack(original);
    stream.addTrack(camera.track);
  }
}

/** A track that its own page stops fires no event (Media Capture and Streams, 4.3.1): so listen in. */
function closeWithTrack(track: MediaStreamTrack, close: () => void): void {
  const stop = track.stop.bind(track);
  let stopped = false;
  track.stop = () => {
    if (!stopped) {
      stopped = true;
      close();
    }
    stop();
  };
}
