import type { Context } from '../platform/context.ts';
import { emitAll } from '../platform/events.ts';
import { company, firstStatus } from '../settings/index.ts';
import { changesOf } from './rules.ts';
import * as store from './store.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** Tickets closed in one transaction. */
const chunkSize = 200;

/**
 * Closes tickets that were resolved more than the company's number of days ago, oldest first, up to
 * two hundred. Their place in lists stays. Returns how many; 0 if the company does not want it.
 */
export async function closeResolvedTickets(ctx: Context): Promise<number> {
  const { closeAfterDays } = await company(ctx);
  if (closeAfterDays === null) return 0;
  const { id: statusId } = await firstStatus(ctx, 'closed');
  const resolvedBefore = new Date(ctx.now.getTime() - closeAfterDays * dayMs);
  const closed = await store.closeResolved(ctx.tx, { statusId, resolvedBefore, now: ctx.now, limit: chunkSize });
  await emitAll(
    ctx,
    closed.map((row) => ({
      type: 'ticket.edited' as const,
      ticketId: row.id,
      version: row.version,
      changes: changesOf(
        { statusId: row.old_status_id, justificationId: row.old_justification_id },
        { statusId, justificationId: null },
      ),
    })),
  );
  return closed.length;
}
