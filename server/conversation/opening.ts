import type { TicketWithMessages } from '@crossdesk/contracts/opening.ts';
import { sql } from 'kysely';
import { ticketAccess } from '../access/index.ts';
import type { ReadContext } from '../platform/context.ts';
import { readCursor } from '../platform/keyset.ts';
import { ticketFromRow, ticketRow } from '../tickets/index.ts';
import { messagePage, type PagedRow, pagedMessages, wholeMessage } from './message-pages.ts';
import { message } from './queries.ts';

const pageLength = 30;

type MessageJson = Omit<PagedRow, 'created_at' | 'sends_at' | 'edited_at'> & {
  created_at: string;
  sends_at: string | null;
  edited_at: string | null;
};

const toDate = (text: string | null): Date | null => (text === null ? null : new Date(text));

/**
 * The newest messages of a row of `ticket` as JSON: one page plus one row, to detect a next page.
 */
const newestMessages = sql<MessageJson[]>`(select coalesce(json_agg(to_jsonb(last) order by last.id desc), '[]')
  from (${pagedMessages(sql`message.ticket_id = ticket.id`, pageLength + 1)}) last)`;

/**
 * The ticket with the newest page of its conversation, in one query, because agents open tickets
 * all day.
 */
export async function opening(ctx: ReadContext, number: number): Promise<TicketWithMessages> {
  const row = await ticketRow(ctx, number).select(newestMessages.as('newest_messages')).executeTakeFirst();
  const { ticket, access } = ticketFromRow(ctx, row);
  const rows = (row?.newest_messages ?? []).map((message) => ({
    ...message,
    created_at: new Date(message.created_at),
    sends_at: toDate(message.sends_at),
    edited_at: toDate(message.edited_at),
  }));
  return { ticket, messages: messagePage(ctx, rows, pageLength, access.mask) };
}

/**
 * The conversation, newest page first, each page in chronological order. `after` leads to older
 * messages. A page ends early if its messages are long.
 */
export async function messages(
  ctx: ReadContext,
  number: number,
  query: { after?: string; limit?: number; visibility?: 'public' | 'internal' },
) {
  const { mask } = await ticketAccess(ctx, number);
  const limit = query.limit ?? 50;
  const after = readCursor(query.after, ['number']);
  const conditions = [
    sql`message.ticket_id = ${number}`,
    ...(query.visibility ? [sql`message.visibility = ${query.visibility}`] : []),
    ...(after ? [sql`message.id < ${Number(after[0])}`] : []),
  ];
  const { rows } = await pagedMessages(sql.join(conditions, sql` and `), limit + 1).execute(ctx.db);
  return messagePage(ctx, rows, limit, mask);
}

/** One message, also if it is too long for a page. */
export async function oneMessage(ctx: ReadContext, number: number, messageId: number) {
  const { mask } = await ticketAccess(ctx, number);
  return wholeMessage(ctx, await message(ctx, number, messageId), mask);
}
