import type { FailedEvent } from '@crossdesk/contracts/history.ts';
import { sql } from 'kysely';
import { isContentVisible } from '../access/index.ts';
import type { Context, ReadContext } from '../platform/context.ts';
import { readCursor, toPage } from '../platform/keyset.ts';
import { problem } from '../platform/problems.ts';
import { queueRetry, retryKey } from '../platform/subscribers.ts';

const failedRows = ({ db, actor }: ReadContext) =>
  db
    .selectFrom('event_failure')
    .innerJoin('event', 'event.id', 'event_failure.event_id')
    .selectAll('event_failure')
    .select(['event.type', 'event.at', 'event.ticket_id'])
    .select(isContentVisible(actor, sql.ref('event.ticket_id')).as('is_visible'))
    .select(
      sql<Date | null>`(select job.run_at from graphile_worker._private_jobs job where attempts < max_attempts
        and job.key = ${retryKey(sql.ref('event_failure.subscriber'), sql.ref('event_failure.event_id'))})`.as(
        'retry_at',
      ),
    );

/** Events whose background work failed, latest failure first. */
export async function failedEvents(ctx: ReadContext, query: { after?: string; limit?: number }) {
  const limit = query.limit ?? 50;
  const after = readCursor(query.after, ['instant', 'number']);
  let rows = failedRows(ctx)
    .orderBy('failed_at', 'desc')
    .orderBy('event_id', 'desc')
    .orderBy('subscriber')
    .limit(limit + 1);
  if (after) rows = rows.where(sql<boolean>`(failed_at, event_id) < (${after[0]}::timestamptz, ${after[1]}::bigint)`);
  return toPage(
    await rows.execute(),
    limit,
    (row) => [row.failed_at.toISOString(), row.event_id],
    (row): FailedEvent => ({
      eventId: row.event_id,
      subscriber: row.subscriber,
      type: row.type,
      at: row.at.toISOString(),
      number: row.is_visible ? row.ticket_id : null,
      error: row.is_visible ? row.error : null,
      attemptCount: row.attempt_count,
      failedAt: row.failed_at.toISOString(),
      retryAt: row.retry_at?.toISOString() ?? null,
    }),
  );
}

/** Tries the background work of a failed event again. */
export async function retryFailedEvent(ctx: Context, eventId: number, subscriber: string): Promise<{ ok: true }> {
  const row = await ctx.tx
    .selectFrom('event_failure')
    .select('event_id')
    .where('event_id', '=', eventId)
    .where('subscriber', '=', subscriber)
    .executeTakeFirst();
  if (!row) throw problem('not_found');
  await queueRetry(ctx, subscriber, eventId);
  return { ok: true };
}
