import type { TicketWithMessages } from '@crossdesk/contracts/opening.ts';
import { sql } from 'kysely';
import type { ReadContext } from '../platform/context.ts';
import { toPage } from '../platform/keyset.ts';
import { ticketFromRow, ticketRow } from '../tickets/index.ts';
import { attachmentsWhere, type MessageRow, messageView } from './queries.ts';

const pageLength = 30;

type MessageJson = Omit<MessageRow, 'created_at' | 'sends_at' | 'edited_at'> & {
  created_at: string;
  sends_at: string | null;
  edited_at: string | null;
};

const toDate = (text: string | null): Date | null => (text === null ? null : new Date(text));

/**
 * The newest messages of a row of `ticket` as JSON: one page plus one row, to detect a next page.
 */
const newestMessages = sql<MessageJson[]>`(select coalesce(json_agg(to_jsonb(last) order by last.id desc), '[]') from (
  select message.*, ${attachmentsWhere(sql`f.message_id = message.id`)} as attachments
  from message where message.ticket_id = ticket.id order by message.id desc limit ${sql.lit(pageLength + 1)}) last)`;

/**
 * The ticket with the newest page of its conversation, in one query, because agents open tickets
 * all day.
 */
export async function opening(ctx: ReadContext, number: number): Promise<TicketWithMessages> {
  const row = await ticketRow(ctx, number).select(newestMessages.as('newest_messages')).executeTakeFirst();
  const { ticket, access } = ticketFromRow(ctx, row);
  const messages = toPage(
    row?.newest_messages ?? [],
    pageLength,
    (message) => [message.id],
    (message) =>
      messageView(
        ctx,
        {
          ...message,
          created_at: new Date(message.created_at),
          sends_at: toDate(message.sends_at),
          edited_at: toDate(message.edited_at),
        },
        access.mask,
      ),
  );
  return { ticket, messages: { items: messages.items.reverse(), next: messages.next } };
}
