import { recogniseTone } from './tone-recogniser.ts';

const recordingMilliseconds = 500;
const sampleRate = 48_000;

/**
 * Hears which tone a track carries now. By a recording, not by an `AudioContext`: Firefox starts none on a
 * machine without a sound device.
 *
 * @returns Hertz, or `undefined` for silence or noise.
 */
export async function hearTone(track: MediaStreamTrack): Promise<number | undefined> {
  if (track.readyState === 'ended') return undefined;
  const recording = await record(new MediaStream([track]));
  if (recording.size === 0) return undefined;
  const decoder = new OfflineAudioContext(1, sampleRate, sampleRate);
  const decoded = await decoder.decodeAudioData(await recording.arrayBuffer());
  return recogniseTone(decoded.getChannelData(0), decoded.sampleRate);
}

function record(stream: MediaStream): Promise<Blob> {
  return new Promise((resolve, reject) => {
    const recorder = new MediaRecorder(stream);
    const chunks: Blob[] = [];
    recorder.addEventListener('dataavailable', (event) => chunks.push(event.data));
    recorder.addEventListener('error', () => reject(new Error('the recorder failed')));
    recorder.addEventListener('stop', () => resolve(new Blob(chunks)));
    recorder.start();
    setTimeout(() => {
      if (recorder.state !== 'inactive') recorder.stop();
    }, recordingMilliseconds);
  });
}
