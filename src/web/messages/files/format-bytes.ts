import { formatDuration } from '../../i18n/format.ts';

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

function scaled(bytes: number): [value: number, unit: (typeof units)[number]] {
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return [bytes / 1000 ** power, units[power] ?? 'byte'];
}

/** "4.2 MB", as the language writes it. */
export function formatBytes(bytes: number, language: string): string {
  const [value, unit] = scaled(bytes);
  return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: 1 }).format(value);
}

/** "4.2 MB/s", as the language writes it. */
export function formatSpeed(bytesPerSecond: number, language: string): string {
  const [value, unit] = scaled(bytesPerSecond);
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: `${unit}-per-second`,
    maximumFractionDigits: 1,
  }).format(value);
}

/** As exactly as one can tell: seconds below a minute, and minutes above. */
export function formatTimeLeft(seconds: number, language: string): string {
  const exact = seconds < 60 ? Math.ceil(seconds) : Math.round(seconds / 60) * 60;
  return formatDuration(Math.max(1, exact) * 1000, language);
}
