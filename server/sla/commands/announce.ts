import type { Context } from '../../platform/context.ts';
import { emitAll, type NewEvent } from '../../platform/events.ts';
import * as store from '../store.ts';

const batchSize = 200;

/**
 * Announces the next times that are nearly over or over, oldest first. Rows that another process
 * announces are skipped; event and mark are written together, so nothing is announced twice or
 * lost. A time that is over by now is not announced as nearly over. Returns whether more may wait.
 */
export async function announceTimes(ctx: Context): Promise<boolean> {
  const rows = await ctx.tx
    .selectFrom('sla_clock')
    .select(['id', 'ticket_id', 'kind', 'due_at', 'breached_at'])
    .where('next_at', '<=', ctx.now)
    .orderBy('next_at')
    .orderBy('id')
    .limit(batchSize)
    .forUpdate()
    .skipLocked()
    .execute();
  if (rows.length === 0) return false;
  const isOver = (row: (typeof rows)[number]) => row.breached_at !== null || (row.due_at ?? ctx.now) <= ctx.now;
  await store.markAnnounced(
    ctx.tx,
    rows.filter(isOver).map((row) => row.id),
    rows.filter((row) => !isOver(row)).map((row) => row.id),
    ctx.now,
  );
  await emitAll(
    ctx,
    rows.map(
      (row): NewEvent => ({
        type: isOver(row) ? 'sla.breached' : 'sla.due_soon',
        ticketId: row.ticket_id,
        data: { kind: row.kind, dueAt: (row.due_at ?? row.breached_at)?.toISOString() },
      }),
    ),
  );
  return rows.length === batchSize;
}
