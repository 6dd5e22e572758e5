import { type Signal, signal } from '@preact/signals-core';
import type { FileContent, FileProgress, FileTransfer } from '../../../src/client/messenger/api.ts';

export interface FakeFile extends FileContent {
  readonly transfer: Signal<FileTransfer>;
}

/** A file of a message, in any state that it may have. */
export function fakeFile(
  name: string,
  size: number,
  mediaType: string,
  transfer: FileTransfer = { kind: 'idle' },
): FakeFile {
  const thumbnail = mediaType.startsWith('image/') ? fakeThumbnail : undefined;
  return {
    kind: 'file',
    name,
    size,
    mediaType,
    thumbnail,
    duration: undefined,
    transfer: signal<FileTransfer>(transfer),
  };
}

/** A third of the way. */
export function fakeProgress(size: number): FileProgress {
  return { done: size / 3, size, bytesPerSecond: 2_400_000, secondsLeft: (size * 2) / 3 / 2_400_000 };
}

/** A garden, roughly. */
const drawing =
  '<svg xmlns="http://www.w3.org/2000/svg" width="480" height="320"><rect width="480" height="190" fill="#9cc4d8"/><rect y="190" width="480" height="130" fill="#6d8f4e"/><circle cx="390" cy="70" r="36" fill="#f4d35e"/></svg>';

const fakeThumbnail = {
  src: `data:image/svg+xml;base64,${btoa(drawing)}`,
  width: 480,
  height: 320,
};

/** A picture that can be looked at. */
export function fakePicture(): Promise<Blob> {
  const canvas = new OffscreenCanvas(960, 640);
  const context = canvas.getContext('2d');
  if (context !== null) {
    context.fillStyle = '#9cc4d8';
    context.fillRect(0, 0, 960, 380);
    context.fillStyle = '#6d8f4e';
    context.fillRect(0, 380, 960, 260);
  }
  return canvas.convertToBlob({ type: 'image/jpeg' });
}
