import type { Context } from '../../platform/context.ts';
import { queueJob } from '../../platform/jobs.ts';
import { factsOfRow, lockTimes, newTimes, recalculate } from './follow.ts';
import { readPromises } from './read.ts';
import { saveTimes } from './save.ts';
import { recalculateTask } from './settings.ts';

const batchSize = 200;

/**
 * Applies changed contracts and calendars to the next open tickets after a number, and queues the
 * rest. Tickets that were not followed so far count from now.
 */
export async function recalculateOpen(ctx: Context, afterId: number): Promise<void> {
  const rows = await ctx.tx
    .selectFrom('ticket')
    .selectAll()
    .where('is_open', '=', true)
    .where('deleted_at', 'is', null)
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(batchSize)
    .execute();
  const last = rows.at(-1);
  if (!last) return;
  const all = await lockTimes(
    ctx,
    rows.map((row) => row.id),
    [],
  );
  const accountIds = rows.map((row) => all.get(row.id)?.facts.accountId ?? row.account_id);
  const promises = await readPromises(
    ctx,
    accountIds.filter((id) => id !== null),
  );
  for (const row of rows) {
    const known = all.get(row.id);
    const times = known ?? newTimes(row, factsOfRow(row, ctx.now));
    all.set(row.id, times);
    recalculate(times, promises, { at: ctx.now, reason: 'rules_edited', fields: [], isForced: true });
  }
  await saveTimes(ctx, [...all.values()]);
  // Without a key, because a later change starts again from the first ticket.
  if (rows.length === batchSize) await queueJob(ctx, recalculateTask, { afterId: last.id });
}
