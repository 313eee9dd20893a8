import type { ReadContext } from '../platform/context.ts';

/** Whether all tickets have the current format in the search index. */
export async function isSearchReady(ctx: Pick<ReadContext, 'db'>): Promise<boolean> {
  const row = await ctx.db.selectFrom('search_rebuild').select('next_ticket_id').executeTakeFirst();
  return row === undefined || row.next_ticket_id === null;
}
