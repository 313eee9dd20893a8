import { createHash } from 'node:crypto';
import type pg from 'pg';

/** Statements are prepared from their third use on, at most this many per process. */
const prepareAfterUses = 2;
const maxPreparedStatements = 400;

/**
 * Makes connections prepare frequent statements, so that they are planned once. Planning costs more
 * than running most of our statements: a prepared access check takes a quarter of the time.
 * Statements with different numbers of values have different texts, so only frequent ones are
 * prepared.
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
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
    const queryPrepared = (...args: unknown[]) => {
      const [text, values, ...rest] = args;
      const name = typeof text === 'string' && Array.isArray(values) && values.length > 0 ? statementName(text) : null;
      return name === null ? query(...args) : query({ name, text, values }, ...rest);
    };
    client.query = queryPrepared as typeof client.query;
  };
}
