import { File, FileArchive, FileImage, FileMusic, FileText, FileVideoCamera } from 'lucide-react';

/** Pictures that every browser shows, and that are nothing but pixels. */
const pictures: ReadonlySet<string> = new Set([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'image/avif',
]);

/** Whether a file can be looked at here. */
export const isPicture = (mediaType: string): boolean => pictures.has(mediaType);

/** The sign of what kind of file it is. */
export function fileIcon(mediaType: string) {
  if (mediaType.startsWith('image/')) return FileImage;
  if (mediaType.startsWith('video/')) return FileVideoCamera;
  if (mediaType.startsWith('audio/')) return FileMusic;
  if (mediaType.startsWith('text/') || mediaType === 'application/pdf') return FileText;
  return /zip|compressed|x-tar|x-7z/.test(mediaType) ? FileArchive : File;
}
