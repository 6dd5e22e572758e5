import { type Preview, thumbnailLimit } from '../../../client/messenger/files/file-parts.ts';

/** Pixels of the longer side, and how finely it is encoded. Each is tried until one is small enough. */
const attempts = [
  { side: 480, quality: 0.75 },
  { side: 480, quality: 0.5 },
  { side: 320, quality: 0.5 },
  { side: 160, quality: 0.4 },
];
/** Milliseconds after which a film that does not open has no picture. */
const patience = 10_000;
/** Pictures beyond this are not opened for their thumbnail: they would take the memory of the page. */
const largestPicture = 100_000_000;

/**
 * What can be told of a picture or film without sending it anywhere. The thumbnail is drawn anew, pixel by pixel: what a
 * camera wrote into the file, such as the place, is not in it.
 *
 * @returns Nothing of what this browser does not show.
 */
export async function previewOf(file: Blob): Promise<Preview> {
  try {
    if (file.type.startsWith('image/') && file.size <= largestPicture) return await ofPicture(file);
    if (file.type.startsWith('video/')) return await ofFilm(file);
  } catch {
    // A file that does not open here may open elsewhere: it goes without a picture.
  }
  return {};
}

async function ofPicture(file: Blob): Promise<Preview> {
  const picture = await createImageBitmap(file);
  try {
    return await drawn(picture, picture);
  } finally {
    picture.close();
  }
}

async function ofFilm(file: Blob): Promise<Preview> {
  const address = URL.createObjectURL(file);
  const film = document.createElement('video');
  try {
    film.muted = true;
    film.preload = 'auto';
    film.src = address;
    await happened(film, 'loadeddata');
    // The very first picture is often black.
    film.currentTime = Math.min(1, film.duration / 2 || 0);
    await happened(film, 'seeked');
    const duration = Number.isFinite(film.duration) ? { duration: Math.round(film.duration * 1000) } : {};
    return { ...duration, ...(await drawn(film, { width: film.videoWidth, height: film.videoHeight })) };
  } finally {
    film.removeAttribute('src');
    film.load();
    URL.revokeObjectURL(address);
  }
}

function happened(film: HTMLVideoElement, event: 'loadeddata' | 'seeked'): Promise<unknown> {
  const signal = AbortSignal.timeout(patience);
  return new Promise((resolve, reject) => {
    film.addEventListener(event, resolve, { once: true, signal });
    film.addEventListener('error', () => reject(film.error), { once: true, signal });
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

async function drawn(source: CanvasImageSource, size: { width: number; height: number }): Promise<Preview> {
  const canvas = document.createElement('canvas');
  for (const { side, quality } of attempts) {
    const scale = Math.min(1, side / Math.max(size.width, size.height));
    const width = Math.max(1, Math.round(size.width * scale));
    const height = Math.max(1, Math.round(size.height * scale));
    canvas.width = width;
    canvas.height = height;
    canvas.getContext('2d')?.drawImage(source, 0, 0, width, height);
    const encoded = await encode(canvas, quality);
    if (encoded === undefined || encoded.size > thumbnailLimit) continue;
    const bytes = new Uint8Array(await encoded.arrayBuffer());
    return { thumbnail: { bytes, mediaType: mediaTypeOf(encoded), width, height } };
  }
  return {};
}

/** A browser that writes no WebP writes PNG in its place. */
async function encode(canvas: HTMLCanvasElement, quality: number): Promise<Blob | undefined> {
  const { promise, resolve } = Promise.withResolvers<Blob | null>();
  canvas.toBlob(resolve, 'image/webp', quality);
  const webp = await promise;
  if (webp === null || webp.type === 'image/webp') return webp ?? undefined;
  const again = Promise.withResolvers<Blob | null>();
  canvas.toBlob(again.resolve, 'image/jpeg', quality);
  return (await again.promise) ?? undefined;
}

function mediaTypeOf({ type }: Blob): 'image/webp' | 'image/jpeg' | 'image/png' {
  return type === 'image/webp' || type === 'image/jpeg' ? type : 'image/png';
}
