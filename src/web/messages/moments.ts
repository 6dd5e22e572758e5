const day = 86_400_000;

/** When something was, as a list shows it: the time today, the weekday within a week, else the date. */
export function formatWhen(time: number, now: number, language: string): string {
  const today = startOfDay(now);
  if (time >= today) return formatTime(time, language);
  if (time >= today - 6 * day) return new Intl.DateTimeFormat(language, { weekday: 'short' }).format(time);
  const isThisYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month: 'short',
    ...(!isThisYear && { year: 'numeric' }),
  }).format(time);
}

/** A day's name above its messages: "today", "yesterday", or its date. */
export function formatDay(time: number, now: number, language: string): string {
  const daysAgo = Math.round((startOfDay(now) - startOfDay(time)) / day);
  if (daysAgo === 0 || daysAgo === 1) {
    return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-daysAgo, 'day');
  }
  const isThisYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat(language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(!isThisYear && { year: 'numeric' }),
  }).format(time);
}

export function formatTime(time: number, language: string): string {
  return timeFormat(language).format(time);
}

/** Making one is slow, and a conversation shows many times of day. */
const timeFormats = new Map<string, Intl.DateTimeFormat>();

function timeFormat(language: string): Intl.DateTimeFormat {
  const known = timeFormats.get(language);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
  timeFormats.set(language, format);
  return format;
}

function startOfDay(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}
