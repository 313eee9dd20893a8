import { preferences } from './preferences.ts';

let zone: string | undefined;

/** Sets the zone in which instants are shown; undefined: the browser's. */
export const setReaderZone = (timeZone: string | undefined): void => {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    zone = timeZone;
  } catch {
    zone = undefined;
  }
};

/** The zone instants are shown in; undefined: the browser's. */
export const readerZone = (): string | undefined => zone;

/** Some browsers report invalid language tags, such as `en-US@posix`. */
const isWellFormed = (tag: string): boolean => {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
};

/**
 * The browser's regional variant of the language on screen: `en-GB` and `en-US` format dates
 * differently.
 */
const locale = (): string => {
  const language = preferences().locale ?? document.documentElement.lang ?? 'en';
  return navigator.languages.find((one) => one.startsWith(language) && isWellFormed(one)) ?? language;
};

const formats = new Map<string, Intl.DateTimeFormat>();
const dateFormat = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = `${locale()} ${zone} ${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known) return known;
  const format = new Intl.DateTimeFormat(locale(), { ...options, ...(zone ? { timeZone: zone } : {}) });
  formats.set(key, format);
  return format;
};

/** The exact instant, for the tooltip: weekday, date, time, and zone. */
export const exactTime = (instant: string): string =>
  dateFormat({
    weekday: 'short',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(new Date(instant));

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** As short as the language allows: `4m`, `3h`; Japanese keeps its units without a space. */
const amount = (value: number, unit: 'second' | 'minute' | 'hour' | 'day'): string => {
  const isJapanese = locale().startsWith('ja');
  const format = new Intl.NumberFormat(locale(), { style: 'unit', unit, unitDisplay: isJapanese ? 'short' : 'narrow' });
  return isJapanese ? format.format(value).replace(/\s/g, '') : format.format(value);
};

const relative = (value: number, unit: Intl.RelativeTimeFormatUnit): string =>
  new Intl.RelativeTimeFormat(locale(), { numeric: 'auto', style: 'short' }).format(value, unit);

/** Short, for lists: `now`, `4 min`, `3 hr`, `Tue`, `14 Mar`, `2024`. */
export const shortTime = (instant: string, now = Date.now()): string => {
  const at = new Date(instant);
  const ago = now - at.getTime();
  if (ago < minuteMs) return relative(0, 'second');
  if (ago < hourMs) return amount(Math.floor(ago / minuteMs), 'minute');
  if (ago < dayMs) return amount(Math.floor(ago / hourMs), 'hour');
  if (ago < 6 * dayMs) return dateFormat({ weekday: 'short' }).format(at);
  const isThisYear = at.getFullYear() === new Date(now).getFullYear();
  return dateFormat(isThisYear ? { day: 'numeric', month: 'short' } : { year: 'numeric', month: 'short' }).format(at);
};

/** For messages: the time if it is today, otherwise the date and time. */
export const messageTime = (instant: string, now = Date.now()): string => {
  const at = new Date(instant);
  const day = dateFormat({ year: 'numeric', month: 'numeric', day: 'numeric' });
  if (day.format(at) === day.format(new Date(now)))
    return dateFormat({ hour: '2-digit', minute: '2-digit' }).format(at);
  const isThisYear = at.getFullYear() === new Date(now).getFullYear();
  return dateFormat({
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    ...(isThisYear ? {} : { year: 'numeric' }),
  }).format(at);
};

/** A duration in milliseconds, without its sign: `42 min`, `3 hr`, `2 days`. */
export const formatDuration = (ms: number): string => {
  const size = Math.abs(ms);
  if (size < hourMs) return amount(Math.max(1, Math.round(size / minuteMs)), 'minute');
  if (size < 2 * dayMs) return amount(Math.round(size / hourMs), 'hour');
  return amount(Math.round(size / dayMs), 'day');
};

/** A duration in its two largest units: `42 min`, `2 hr 10 min`, `3 days 4 hr`. */
export const formatSpan = (ms: number): string => {
  const minutes = Math.max(1, Math.round(Math.abs(ms) / minuteMs));
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  const parts =
    days > 0
      ? [amount(days, 'day'), hours > 0 ? amount(hours, 'hour') : '']
      : [hours > 0 ? amount(hours, 'hour') : '', minutes % 60 > 0 ? amount(minutes % 60, 'minute') : ''];
  return parts.filter(Boolean).join(locale().startsWith('ja') ? '' : ' ');
};

/** Working time, which has no days: `200 hr`, `1 hr 30 min`. */
export const formatWorkingTime = (ms: number): string => {
  const minutes = Math.round(ms / minuteMs);
  const hours = Math.floor(minutes / 60);
  const parts = [
    hours > 0 ? amount(hours, 'hour') : '',
    minutes % 60 > 0 || hours === 0 ? amount(minutes % 60, 'minute') : '',
  ];
  return parts.filter(Boolean).join(locale().startsWith('ja') ? '' : ' ');
};

export const dayAndTime = (instant: string): string =>
  dateFormat({ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(
    new Date(instant),
  );

/** A list in words: a, b and c. */
export const listOf = (words: readonly string[]): string =>
  new Intl.ListFormat(locale(), { type: 'conjunction' }).format(words);

/** The names of the days of the week, Monday first. */
export const weekdayNames = (): string[] => {
  const format = new Intl.DateTimeFormat(locale(), { weekday: 'long', timeZone: 'UTC' });
  // 1 January 2024 was a Monday.
  return Array.from({ length: 7 }, (_, day) => format.format(Date.UTC(2024, 0, day + 1)));
};

/** Names in a sentence: `Billing and Logistics`. */
export const listNames = (names: readonly string[]): string => new Intl.ListFormat(locale()).format(names);

export const formatCount = (value: number): string => new Intl.NumberFormat(locale()).format(value);

/** A file size in the reader's units. */
export const formatFileSize = (value: number): string => {
  const unit = value < 1000 ? 'byte' : value < 1_000_000 ? 'kilobyte' : 'megabyte';
  const size = unit === 'byte' ? value : unit === 'kilobyte' ? value / 1000 : value / 1_000_000;
  return new Intl.NumberFormat(locale(), {
    style: 'unit',
    unit,
    unitDisplay: unit === 'byte' ? 'long' : 'short',
    maximumFractionDigits: size < 10 ? 1 : 0,
  }).format(size);
};

/** The current time of day in a zone, e.g. the customer's; null for an unknown zone. */
export const currentTimeIn = (timeZone: string | null): string | null => {
  if (!timeZone) return null;
  try {
    return new Intl.DateTimeFormat(locale(), { timeZone, hour: '2-digit', minute: '2-digit' }).format(new Date());
  } catch {
    return null;
  }
};
