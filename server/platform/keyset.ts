import { problem } from './problems.ts';

/** A cursor is the sort values of the last row, as JSON in base64url. It says nothing a client may not see. */
export const encodeCursor = (values: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(values)).toString('base64url');

/** Reads a cursor of `length` values, each a whole number or an instant; a damaged one is refused. Null without one. */
export function readCursor(
  after: string | undefined,
  kinds: readonly ('number' | 'instant')[],
): (string | number)[] | null {
  if (after === undefined || after === '') return null;
  const refuse = () =>
    problem('invalid_fields', { fields: [{ path: '/query/after', message: 'is not a cursor of this list' }] });
  let values: unknown;
  try {
    values = JSON.parse(Buffer.from(after, 'base64url').toString('utf8'));
  } catch {
    throw refuse();
  }
  if (!Array.isArray(values) || values.length !== kinds.length) throw refuse();
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
    throw refuse();
  });
}

/** Cuts a page of `limit` out of `limit + 1` rows and makes the cursor of the next one. */
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
