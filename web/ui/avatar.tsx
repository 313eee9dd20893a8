import type { AvailabilityMark } from '../lib/availability.ts';

// All have a contrast of at least 4.5:1 with white text.
const backgrounds = [
  '#5f3dc4',
  '#0b7285',
  '#2b6e3f',
  '#a8430b',
  '#862e9c',
  '#1864ab',
  '#a61e4d',
  '#495b6e',
  '#364fc7',
  '#0a6e55',
];

const backgroundOf = (name: string): string => {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return backgrounds[sum % backgrounds.length] ?? '#364fc7';
};

const isEastAsian = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/;

/**
 * One character for Japanese, Chinese, or Korean names; otherwise the initials of first and last
 * word.
 */
export const initialsOf = (name: string): string => {
  const words = name
    .trim()
    .split(/[\s　]+/)
    .filter(Boolean);
  const first = words[0] ?? '?';
  if (isEastAsian.test(first)) return [...first][0] ?? '?';
  const last = words.length > 1 ? words.at(-1) : undefined;
  return `${[...first][0] ?? ''}${last ? ([...last][0] ?? '') : ([...first][1] ?? '')}`.toUpperCase();
};

/** A picture, or initials on a color derived from the name. Decorative unless `label` is set. */
export const Avatar = (props: {
  name: string;
  size?: number;
  url?: string | null;
  /** With the words for it, which are shown on hover. */
  availability?: AvailabilityMark | null;
  availabilityWords?: string | null;
  label?: string;
}) => {
  const size = props.size ?? 20;
  return (
    <span
      className="avatar"
      data-initials={props.url ? undefined : initialsOf(props.name)}
      style={{ width: size, height: size, fontSize: Math.max(9, size * 0.4), background: backgroundOf(props.name) }}
      {...(props.label ? { role: 'img', 'aria-label': props.label } : { 'aria-hidden': true })}
    >
      {props.url && <img src={props.url} alt="" />}
      {props.availability && <i data-is={props.availability} title={props.availabilityWords ?? undefined} />}
    </span>
  );
};
