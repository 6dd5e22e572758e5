/** A length of time as a clock shows it: `4:05`, `1:04:05`. */
export function formatClock(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** A length of time in words: "2 minutes, 5 seconds", as the language says it. */
export function formatDuration(milliseconds: number, language: string): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const parts: [number, Intl.NumberFormatOptions['unit']][] = [
    [Math.floor(seconds / 3600), 'hour'],
    [Math.floor(seconds / 60) % 60, 'minute'],
    [seconds % 60, 'second'],
  ];
  const spoken = parts
    .filter(([value]) => value > 0)
    .slice(0, 2)
    .map(([value, unit]) =>
      new Intl.NumberFormat(language, { style: 'unit', unit: unit ?? 'second', unitDisplay: 'long' }).format(
        value,
      ),
    );
  return new Intl.ListFormat(language, { type: 'unit' }).format(
    spoken.length > 0
      ? spoken
      : [new Intl.NumberFormat(language, { style: 'unit', unit: 'second', unitDisplay: 'long' }).format(0)],
  );
}

/** A day and a time of day, as the language writes them. @param time Milliseconds since 1970 began. */
export function formatMoment(time: number, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(time);
}

/** "Ada, Grace and Alan", as the language says it. */
export function formatNames(names: readonly string[], language: string): string {
  return new Intl.ListFormat(language, { type: 'unit', style: 'short' }).format(names);
}

/** Milliseconds and a ratio, as the connection's report shows them. */
export function formatMilliseconds(value: number, language: string): string {
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: 'millisecond',
    maximumFractionDigits: 0,
  }).format(value);
}

export function formatRatio(value: number, language: string): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(value);
}
