const lengths =
  'width height max-width min-width max-height line-height font-size text-indent letter-spacing border-spacing border-radius';
const sides = ['', '-top', '-right', '-bottom', '-left'];
const box = sides.flatMap((side) => [`margin${side}`, `padding${side}`]);
const borders = sides.flatMap((side) => [
  `border${side}`,
  `border${side}-width`,
  `border${side}-color`,
  `border${side}-style`,
]);
const words = `color background-color font-family font-style font-weight font-variant text-align text-decoration
  text-decoration-line text-transform vertical-align white-space word-break overflow-wrap word-wrap list-style-type
  border-collapse direction`;

const lengthProperties = new Set([...lengths.split(' '), ...box]);
const wordProperties = new Set([...words.split(/\s+/), ...borders]);
const displays = new Set('none block inline inline-block table table-row table-cell list-item'.split(' '));

/** A background that is only a color. */
const plainColor = /^(?:#[\da-f]{3,8}|[a-z]{3,20}|rgba?\([\d\s.,%/]{1,40}\))$/i;

/** Lengths of at most four digits, never negative, so that content cannot cover the interface. */
const safeLength = /^(?:(?:\d{1,4}(?:\.\d{1,4})?|\.\d{1,4})(?:px|pt|em|rem|ex|ch|in|cm|mm|%)?|auto|normal)$/i;
const namedSize = /^(?:(?:x{1,2}-)?(?:small|large)|medium|smaller|larger)$/i;
const safeValue = /^(?:[\w\s#%.,"'-]|rgba?\([\d\s.,%/]{1,40}\)|hsla?\([\d\s.,%/deg]{1,40}\)){1,200}$/i;

/**
 * Keeps the declarations of a style attribute that only affect the element itself: colors, fonts,
 * sizes, borders. Removes positions, negative margins, images, variables, functions other than
 * colors, and unknown declarations. Reads at most 60 declarations.
 */
export function sanitizeStyle(style: string): string {
  return style
    .slice(0, 6_000)
    .split(';', 60)
    .map(readDeclaration)
    .filter((declaration) => declaration !== null)
    .join(';');
}

function readDeclaration(declaration: string): string | null {
  const colon = declaration.indexOf(':');
  if (colon < 1) return null;
  const property = declaration.slice(0, colon).trim().toLowerCase();
  const value = declaration
    .slice(colon + 1)
    .replace(/!\s*important\s*$/i, '')
    .trim();
  if (property === 'background' && plainColor.test(value)) return `background-color:${value}`;
  return value !== '' && value.length <= 200 && isSafeDeclaration(property, value) ? `${property}:${value}` : null;
}

function isSafeDeclaration(property: string, value: string): boolean {
  if (property === 'display') return displays.has(value.toLowerCase());
  if (property === 'font-size' && namedSize.test(value)) return true;
  if (lengthProperties.has(property)) {
    const parts = value.split(/\s+/, 5);
    return parts.length <= 4 && parts.every((part) => safeLength.test(part));
  }
  return wordProperties.has(property) && safeValue.test(value);
}
