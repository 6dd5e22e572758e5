import { openPatternCanvas } from './pattern-canvas.ts';

/** Makes of this page something worth sharing: a pattern that fills it, and a tone. */
export function present(pattern: string, frequency: number): void {
  const { innerWidth: width, innerHeight: height } = window;
  const { canvas } = openPatternCanvas({ pattern, width, height, frameRate: 15 });
  Object.assign(canvas.style, { position: 'fixed', inset: '0' });
  document.body.append(canvas);
  const sound = new AudioContext();
  const tone = new OscillatorNode(sound, { frequency });
  tone.connect(new GainNode(sound, { gain: 0.4 })).connect(sound.destination);
  tone.start();
}
