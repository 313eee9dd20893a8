/** Red, green and blue, each from 0 to 255. */
export type Rgb = readonly [number, number, number];

/** The page of messages and its text, in light and dark mode. */
export const pages = {
  light: { surface: [255, 255, 255], text: [27, 28, 32] },
  dark: { surface: [22, 24, 28], text: [236, 238, 242] },
} as const satisfies Record<string, { surface: Rgb; text: Rgb }>;

/** Contrast of body text (WCAG 2.2, success criterion 1.4.3). */
const minContrast = 4.5;

const luminance = (color: Rgb): number => {
  const [red = 0, green = 0, blue = 0] = color.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

/** The contrast of two colors, from 1 to 21. */
export const contrast = (a: Rgb, b: Rgb): number => {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
};

const mix = (from: Rgb, to: Rgb, share: number): Rgb => [
  Math.round(from[0] + (to[0] - from[0]) * share),
  Math.round(from[1] + (to[1] - from[1]) * share),
  Math.round(from[2] + (to[2] - from[2]) * share),
];

/** The color, lighter or darker until it is readable on the background. */
export const readableOn = (color: Rgb, background: Rgb): Rgb => {
  const white: Rgb = [255, 255, 255];
  const black: Rgb = [0, 0, 0];
  const target = contrast(white, background) > contrast(black, background) ? white : black;
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = mix(color, target, share);
    if (contrast(mixed, background) >= minContrast) return mixed;
  }
  return target;
};

/** The color of ordinary text on a background: that of the light or of the dark page. */
export const inkOn = (background: Rgb): Rgb =>
  contrast(pages.light.text, background) > contrast(pages.dark.text, background) ? pages.light.text : pages.dark.text;

/** White and light gray: the paper of a mail rather than a color of its text. */
export const isPaper = (color: Rgb): boolean =>
  Math.min(...color) > 232 && Math.max(...color) - Math.min(...color) < 14;

/** Black and dark gray: the default color of text. */
export const isInk = (color: Rgb): boolean => Math.max(...color) < 90 && Math.max(...color) - Math.min(...color) < 30;

export const cssColor = (color: Rgb): string => `rgb(${color.join(' ')})`;

let context: CanvasRenderingContext2D | null | undefined;

/** Reads any CSS color; null for none and for one that is mostly transparent. */
export const parseColor = (value: string): Rgb | null => {
  if (value === '' || value === 'inherit' || value === 'transparent' || value === 'currentcolor') return null;
  context ??= document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (!context) return null;
  // An invalid color leaves the previous one, so two different ones tell whether it was read.
  context.fillStyle = '#000';
  context.fillStyle = value;
  const first = context.fillStyle;
  context.fillStyle = '#fff';
  context.fillStyle = value;
  if (context.fillStyle !== first) return null;
  const hex = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(first);
  if (hex)
    return [Number.parseInt(hex[1] ?? '', 16), Number.parseInt(hex[2] ?? '', 16), Number.parseInt(hex[3] ?? '', 16)];
  const [red = 0, green = 0, blue = 0, alpha = 1] = (first.match(/[\d.]+/g) ?? []).map(Number);
  return alpha < 0.5 ? null : [red, green, blue];
};

/** Gray of any lightness: the color of lines rather than of what is marked by them. */
export const isGray = (color: Rgb): boolean => Math.max(...color) - Math.min(...color) < 48;

const borderSides = ['top', 'right', 'bottom', 'left'];

/** Gives gray borders the color of our own lines, so that they are not bright in dark mode. */
const adjustBorders = (element: HTMLElement): void => {
  const drawn = borderSides.filter((side) =>
    /^(solid|dashed|dotted|double)$/.test(element.style.getPropertyValue(`border-${side}-style`)),
  );
  const colors = drawn.map((side) => parseColor(element.style.getPropertyValue(`border-${side}-color`)));
  if (colors.length > 0 && colors.every((color) => color === null || isGray(color)))
    element.style.setProperty('border-color', 'var(--line)');
};

type Surfaces = { light: Rgb; dark: Rgb };

/**
 * Shows the text and background colors of a mail, adjusted to be readable in light and in dark
 * mode. White paper and black ink follow the mode.
 */
export const adjustColors = (root: ParentNode): void => {
  const visit = (parent: ParentNode, surfaces: Surfaces): void => {
    for (const element of parent.children) {
      if (!(element instanceof HTMLElement)) continue;
      visit(element, applyColors(element, surfaces));
    }
  };
  visit(root, { light: pages.light.surface, dark: pages.dark.surface });
};

const applyColors = (element: HTMLElement, outer: Surfaces): Surfaces => {
  const background = parseColor(element.style.backgroundColor || element.getAttribute('bgcolor') || '');
  const color = parseColor(element.style.color || element.getAttribute('color') || '');
  for (const property of ['color', 'background-color']) element.style.removeProperty(property);
  for (const name of ['bgcolor', 'color']) element.removeAttribute(name);
  adjustBorders(element);
  if (element.style.length === 0) element.removeAttribute('style');
  const hasSurface = background !== null && !isPaper(background);
  const surfaces = hasSurface ? { light: background, dark: background } : outer;
  if (hasSurface) {
    element.dataset.background = '';
    element.style.setProperty('--mail-background', cssColor(background));
  }
  const ink = color === null || isInk(color);
  // Ordinary text inherits its color, except where the background changes.
  if (ink && !hasSurface) return surfaces;
  element.dataset.color = '';
  const shown = (mode: 'light' | 'dark'): string =>
    cssColor(readableOn(ink ? inkOn(surfaces[mode]) : color, surfaces[mode]));
  element.style.setProperty('--mail-light', shown('light'));
  element.style.setProperty('--mail-dark', shown('dark'));
  return surfaces;
};
