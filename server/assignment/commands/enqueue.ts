import type { Context } from '../../platform/context.ts';
import { sendersOf } from '../queries.ts';
import * as store from '../store.ts';

/**
 * Lets locked tickets wait for automatic assignment. They do not go back to who transferred them to
 * their department. `isNew`: tickets that wait already stay as they are.
 */
export async function enqueueTickets(
  ctx: Context,
  rows: readonly store.Queued[],
  { isNew = false }: { isNew?: boolean } = {},
): Promise<void> {
  if (rows.length === 0) return;
  const senders = await sendersOf(ctx, rows);
  const all = rows.map((row) => {
    const senderId = senders.get(row.ticket_id);
    return {
      ...row,
      excluded_ids: [...new Set([...(row.excluded_ids ?? []), ...(senderId === undefined ? [] : [senderId])])],
    };
  });
  await (isNew ? store.enqueueNew(ctx.tx, all) : store.enqueue(ctx.tx, all));
}
