/** Code points. */
const longestName = 255;
/** Of an extension that survives where a name is cut. */
const longestExtension = 16;

/** What leads out of a folder, controls, and the marks that turn `gpj.exe` into `exe.jpg` before the eye. */
const forbidden = /[/\\\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/**
 * Whether a name is fit to be shown and to be saved under: 1 to 255 code points in NFC, not all blank, neither `.` nor
 * `..`, without separators of paths, controls, line separators, marks of direction and lone surrogates.
 */
export function isFileName(name: string): boolean {
  const length = [...name].length;
  if (length > longestName || name.trim() === '' || name === '.' || name === '..') return false;
  return name.isWellFormed() && name === name.normalize('NFC') && !forbidden.test(name);
}

/** The name under which a file is sealed, whatever the device calls it: {@link isFileName} holds for it. */
export function fileNameOf(text: string): string {
  const fit = text.toWellFormed().replaceAll(new RegExp(forbidden, 'gu'), '_').normalize('NFC').trim();
  const name = shortened(fit);
  return isFileName(name) ? name : 'file';
}

function shortened(name: string): string {
  const points = [...name];
  if (points.length <= longestName) return name;
  const dot = points.lastIndexOf('.');
  const extension = dot > 0 && points.length - dot <= longestExtension ? points.slice(dot) : [];
  return [...points.slice(0, longestName - extension.length), ...extension].join('');
}
