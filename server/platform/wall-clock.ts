const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterFor(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const created = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(timeZone, created);
  return created;
}

/** The wall clock of a time zone at an instant, to the second, in ms as if it were UTC. */
export function wallClock(at: number, timeZone: string): number {
  const value = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value: text } of formatterFor(timeZone).formatToParts(at))
    if (type in value) value[type as keyof typeof value] = Number(text);
  return Date.UTC(value.year, value.month - 1, value.day, value.hour, value.minute, value.second);
}

const dayMs = 86_400_000;
/** No zone has changed its offset and back within this time since 1970. */
const sampleMs = 7 * dayMs;

/** The offset of a zone from UTC at an instant, in ms; positive to the east. */
function offsetAt(at: number, timeZone: string): number {
  const second = Math.floor(at / 1_000) * 1_000;
  return wallClock(second, timeZone) - second;
}

/** A stretch of time in which a zone has one offset from UTC, in ms. `to` is not part of it. */
export type OffsetSpan = { from: number; to: number; offsetMs: number };

const spansByYear = new Map<string, OffsetSpan[]>();

/** The spans of a year of UTC, in order. */
function spansOfYear(timeZone: string, year: number): OffsetSpan[] {
  const key = `${timeZone} ${year}`;
  const known = spansByYear.get(key);
  if (known) return known;
  const end = Date.UTC(year + 1, 0, 1);
  const spans: OffsetSpan[] = [];
  let from = Date.UTC(year, 0, 1);
  let offsetMs = offsetAt(from, timeZone);
  for (let at = from; at < end; at += sampleMs) {
    const next = Math.min(at + sampleMs, end);
    const nextOffset = offsetAt(next, timeZone);
    if (nextOffset === offsetMs) continue;
    let [low, high] = [at, next];
    while (high - low > 1_000) {
      const middle = Math.floor((low + high) / 2_000) * 1_000;
      if (offsetAt(middle, timeZone) === offsetMs) low = middle;
      else high = middle;
    }
    if (high < end) {
      spans.push({ from, to: high, offsetMs });
      from = high;
      offsetMs = nextOffset;
    }
  }
  spans.push({ from, to: end, offsetMs });
  spansByYear.set(key, spans);
  return spans;
}

/** The time between two instants, divided where the zone's offset or the year changes. */
export function* offsetSpans(timeZone: string, from: number, to: number): Generator<OffsetSpan> {
  for (let year = new Date(from).getUTCFullYear(); Date.UTC(year, 0, 1) < to; year += 1)
    for (const span of spansOfYear(timeZone, year))
      if (span.to > from && span.from < to)
        yield { from: Math.max(span.from, from), to: Math.min(span.to, to), offsetMs: span.offsetMs };
}
