import { createHash } from 'node:crypto';
import type pg from 'pg';

/** A statement is kept planned from its third use on, and at most this many are. */
const prepareAfterUses = 2;
const maxPreparedStatements = 400;

/**
 * Lets a connection plan a statement that comes again and again only once. Planning costs more than running for most of ours: an access check takes
 * a quarter of the time. Statements with different numbers of values have different texts, so only often used ones are kept.
 */
export function useGenericPlans(): (client: pg.PoolClient) => void {
  const seen = new Map<string, { name: string; count: number }>();
  let preparedCount = 0;
  const statementName = (text: string): string | null => {
    const known = seen.get(text);
    if (!known) {
      if (seen.size > 5_000) seen.clear();
      seen.set(text, { name: '', count: 1 });
      return null;
    }
    known.count += 1;
    if (known.name) return known.name;
    if (known.count <= prepareAfterUses || preparedCount >= maxPreparedStatements) return null;
    preparedCount += 1;
    known.name = createHash('md5').update(text).digest('hex');
    return known.name;
  };
  return (client) => {
    const query = client.query.bind(client) as (...given: unknown[]) => Promise<unknown>;
    const queryPrepared = (...given: unknown[]) => {
      const [text, values, ...rest] = given;
      const name = typeof text === 'string' && Array.isArray(values) && values.length > 0 ? statementName(text) : null;
      return name === null ? query(...given) : query({ name, text, values }, ...rest);
    };
    client.query = queryPrepared as typeof client.query;
  };
}
