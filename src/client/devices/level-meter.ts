import { loudness } from './loudness.ts';

/** Measures a track until it is closed; `onLevel` gets numbers from 0 to 1. */
export type MeasureLevel = (track: MediaStreamTrack, onLevel: (level: number) => void) => { close(): void };

const measurementsPerSecond = 15;

/** Measures with WebAudio, which plays nothing here. */
export const measureLevel: MeasureLevel = (track, onLevel) => {
  const context = new AudioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    // Browsers may start a context suspended, until the page captures or the person has touched it.
    if (context.state === 'suspended') void context.resume();
    analyser.getFloatTimeDomainData(samples);
    onLevel(loudness(samples));
  }, 1000 / measurementsPerSecond);
  return {
    close: () => {
      clearInterval(timer);
      source.disconnect();
      void context.close();
    },
  };
};
