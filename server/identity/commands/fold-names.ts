import type { Context } from '../../platform/context.ts';
import * as store from '../store.ts';

const batchSize = 1_000;

/** What of each table is done. */
type Progress = { contact?: unknown; account?: unknown };

/** Folds the names of the next contacts, then accounts; null when all are done. */
export async function continueFoldingNames(ctx: Context, progress: Progress): Promise<Record<string, unknown> | null> {
  for (const table of ['contact', 'account'] as const) {
    if (progress[table] === 'done') continue;
    const last = await store.foldNames(ctx.tx, table, { after: Number(progress[table] ?? 0), limit: batchSize });
    return { ...progress, [table]: last ?? 'done' };
  }
  return null;
}
