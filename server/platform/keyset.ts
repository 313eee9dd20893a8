import { problem } from './problems.ts';

/**
 * Encodes the sort values of the last row as JSON in base64url. They must not contain anything
 * secret.
 */
export const encodeCursor = (values: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(values)).toString('base64url');

/**
 * Decodes a cursor of integers and instants. Null without a cursor; throws `invalid_fields` if it
 * is invalid.
 */
export function readCursor(
  after: string | undefined,
  kinds: readonly ('number' | 'instant')[],
): (string | number)[] | null {
  if (after === undefined || after === '') return null;
  const invalidCursor = () =>
    problem('invalid_fields', { fields: [{ path: '/query/after', message: 'is not a valid cursor' }] });
  let values: unknown;
  try {
    values = JSON.parse(Buffer.from(after, 'base64url').toString('utf8'));
  } catch {
    throw invalidCursor();
  }
  if (!Array.isArray(values) || values.length !== kinds.length) throw invalidCursor();
  return values.map((value: unknown, index) => {
    if (kinds[index] === 'number' && Number.isSafeInteger(value)) return value as number;
    if (
      kinds[index] === 'instant' &&
      typeof value === 'string' &&
      /^(?!0000)\d{4}-/.test(value) &&
      !Number.isNaN(Date.parse(value)) &&
      new Date(value).toISOString() === value
    ) {
      return value;
    }
    throw invalidCursor();
  });
}

/** Builds a page of `limit` items from `limit + 1` rows, with the cursor of the next page. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  cursor: (row: Row) => readonly (string | number)[],
  item: (row: Row) => Item,
): { items: Item[]; next: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(item), next: rows.length > limit && last ? encodeCursor(cursor(last)) : null };
}
