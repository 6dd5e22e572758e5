import { writeFile } from 'node:fs/promises';

const sampleRate = 48_000;
const loudness = 0.4;

/**
 * Writes what Chromium's `--use-file-for-fake-audio-capture` plays in a loop: one second of a tone, as a
 * WAVE file of 16-bit mono samples.
 *
 * @param frequency Whole hertz, so that the loop has no seam.
 */
export async function writeMicrophoneFile(path: string, frequency: number): Promise<void> {
  const samples = Buffer.alloc(sampleRate * 2);
  for (let index = 0; index < sampleRate; index += 1) {
    const value = loudness * Math.sin((2 * Math.PI * frequency * index) / sampleRate);
    samples.writeInt16LE(Math.round(value * 32_767), index * 2);
  }
  await writeFile(path, Buffer.concat([waveHeader(samples.length), samples]));
}

/** The 44 bytes before the samples of a PCM WAVE file. */
function waveHeader(bytes: number): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + bytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(bytes, 40);
  return header;
}
