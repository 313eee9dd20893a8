import type { HistoryEvent } from '@crossdesk/contracts/history.ts';
import type { Selectable } from 'kysely';
import { standing } from '../access/index.ts';
import type { ReadContext } from '../platform/context.ts';
import type { Tables } from '../platform/database.ts';
import { page, readCursor } from '../platform/keyset.ts';

const eventView = (row: Selectable<Tables['event']>): HistoryEvent => ({
  id: row.id,
  type: row.type,
  at: row.at.toISOString(),
  actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
  requestId: row.request_id,
  changes: row.changes,
  messageId: row.message_id,
});

/** Everything that happened to a ticket, newest first. */
export async function history(ctx: ReadContext, number: number, query: { after?: string; limit?: number }) {
  await standing(ctx, number);
  const limit = query.limit ?? 50;
  const after = readCursor(query.after, ['number']);
  let rows = ctx.db
    .selectFrom('event')
    .selectAll()
    .where('ticket_id', '=', number)
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (after) rows = rows.where('id', '<', Number(after[0]));
  return page(await rows.execute(), limit, (row) => [row.id], eventView);
}
