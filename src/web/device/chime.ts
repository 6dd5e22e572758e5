import { setSpeaker } from './speaker.ts';

/** Hertz and seconds: two soft notes, a fifth apart. */
const notes = [
  { frequency: 392, at: 0 },
  { frequency: 587.33, at: 0.28 },
] as const;
const duration = 1.2;

/** Plays a short sound through a speaker; resolves when it has ended or was stopped. */
export async function playChime(speakerId: string | undefined, stopped: AbortSignal): Promise<void> {
  const context = new AudioContext();
  const output = context.createMediaStreamDestination();
  for (const { frequency, at } of notes) {
    const note = context.createOscillator();
    const loudness = context.createGain();
    note.frequency.value = frequency;
    loudness.gain.setValueAtTime(0, context.currentTime + at);
    loudness.gain.linearRampToValueAtTime(0.25, context.currentTime + at + 0.03);
    loudness.gain.exponentialRampToValueAtTime(0.001, context.currentTime + at + 0.8);
    note.connect(loudness).connect(output);
    note.start(context.currentTime + at);
    note.stop(context.currentTime + at + 0.85);
  }
  const element = new Audio();
  element.srcObject = output.stream;
  try {
    await setSpeaker(element, speakerId);
    await element.play();
    await ended(stopped);
  } finally {
    element.srcObject = null;
    await context.close();
  }
}

function ended(stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, duration * 1000);
    stopped.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
