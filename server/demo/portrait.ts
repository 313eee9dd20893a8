/** Colours that stay distinguishable at 20 px: background, hair and clothes. */
const palettes = [
  ['#ffd8a8', '#d9480f', '#5c3a21'],
  ['#c5f6fa', '#0b7285', '#2b2d42'],
  ['#d0bfff', '#5f3dc4', '#3b2a20'],
  ['#b2f2bb', '#2b8a3e', '#1f2933'],
  ['#fcc2d7', '#a61e4d', '#6b4423'],
  ['#a5d8ff', '#1864ab', '#8a5a2b'],
  ['#ffec99', '#b35c00', '#2f2f37'],
  ['#eebefa', '#862e9c', '#4a2c2a'],
  ['#96f2d7', '#087f5b', '#c58b45'],
  ['#ffc9c9', '#c92a2a', '#20232a'],
] as const;
const skins = ['#f6d3b8', '#e8b48f', '#c98b62', '#9a6242', '#6e432c', '#f2c6a0'];

/** Hair behind and in front of the head, drawn on a 64 × 64 grid. */
const hairs: readonly { back: string; front: string }[] = [
  { back: '', front: 'M20 27c0-12 6-17 13-17s12 5 11 16c-4-6-10-8-15-8-4 2-7 4-9 9z' },
  {
    back: 'M17 26c0-12 7-17 15-17s15 5 15 17c0 10 1 16 3 21H14c2-5 3-11 3-21z',
    front: 'M20 27c2-9 8-11 12-11s10 2 12 11c1-11-4-17-12-17s-13 6-12 17z',
  },
  { back: '', front: 'M19 24c0-10 6-14 13-14s13 4 13 14l-3-4c-6 1-14 1-20 0z' },
  { back: 'M26 12a6 6 0 1 1 12 0z', front: 'M20 26c1-10 6-14 12-14s11 4 12 14c-6-5-9-6-12-6s-7 1-12 6z' },
  {
    back: 'M15 30a17 17 0 1 1 34 0c0 5-2 9-5 11H20c-3-2-5-6-5-11z',
    front: 'M20 27c3-7 7-9 12-9s9 2 12 9c0-9-4-15-12-15s-12 6-12 15z',
  },
  {
    back: 'M18 26c0-11 6-16 14-16s14 5 14 16v12H18z',
    front: 'M20 26v-3c0-8 5-12 12-12s12 4 12 12v3c-3-3-8-3-12-3s-9 0-12 3z',
  },
  { back: '', front: '' },
];

/** A person's appearance: indexes of a palette (0 to 9), skin (0 to 5) and hair (0 to 6). */
export type Appearance = { palette: number; skin: number; hair: number; hasBeard?: true; hasGlasses?: true };

/** A small abstract portrait as an SVG data URI, recognizable at 20 px. */
export function drawPortrait({ palette, skin, hair, hasBeard, hasGlasses }: Appearance): string {
  const [ground, cloth, hairTone] = palettes[palette] ?? palettes[0];
  const face = skins[skin] ?? '#f6d3b8';
  const { back, front } = hairs[hair] ?? { back: '', front: '' };
  const beard = hasBeard
    ? `<path fill="${hairTone}" d="M21 32c1 10 5 14 11 14s10-4 11-14c-2 4-5 5-11 5s-9-1-11-5z"/>`
    : '';
  const glasses = hasGlasses
    ? '<g fill="none" stroke="#212529" stroke-width="1.6"><circle cx="27" cy="29" r="4"/><circle cx="37" cy="29" r="4"/><path d="M31 29h2"/></g>'
    : '';
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="${ground}"/>`,
    `<circle cx="${10 + palette * 5}" cy="${6 + skin * 3}" r="${13 + hair}" fill="#fff" opacity=".35"/>`,
    `<path fill="${hairTone}" d="${back}"/><path fill="${cloth}" d="M8 64c1-13 10-19 24-19s23 6 24 19z"/>`,
    `<path fill="${face}" d="M27 38h10v9a5 5 0 0 1-10 0z"/><ellipse cx="32" cy="29" rx="12" ry="14" fill="${face}"/>`,
    `${beard}<path fill="${hairTone}" d="${front}"/>${glasses}</svg>`,
  ].join('');
  return `data:image/svg+xml,${encodeURIComponent(svg.replaceAll('"', "'"))}`;
}
