import { sql } from 'kysely';
import { customerIdentity, withoutCustomer } from '../access/index.ts';
import type { Context, ReadContext } from '../platform/context.ts';
import { searchText } from './rules.ts';
import * as store from './store.ts';

/**
 * Maximum characters indexed per conversation, newest messages first: a tsvector holds at most a
 * megabyte.
 */
const maxCharacters = 150_000;

/** Updates the search index of a ticket from its subject, people and messages. */
export async function indexTicket(ctx: Context, ticketId: number): Promise<void> {
  const { rows } = await sql<{
    subject: string;
    tags: string[];
    people: string;
    authors: string[];
    messages: string[];
  }>`
    select ticket.subject, ticket.tags,
      (select contact.name || ' ' || coalesce(string_agg(a.address || ' ' || replace(a.address, '@', ' '), ' '), '')
        from contact left join contact_address a on a.contact_id = contact.id where contact.id = ticket.requester_id group by contact.name) as people,
      array(select author_name from message where message.ticket_id = ticket.id group by author_name limit 200) as authors,
      array(select body_text from message where message.ticket_id = ticket.id order by id desc limit 200) as messages
    from ticket where ticket.id = ${ticketId}`.execute(ctx.tx);
  const [row] = rows;
  if (!row) return;
  const content = searchText([String(ticketId), row.subject, ...row.messages].join('\n').slice(0, maxCharacters));
  const people = searchText([row.tags.join(' '), row.people, ...row.authors].join('\n'));
  const bare = withoutCustomer(
    await customerIdentity(ctx.tx, ticketId),
    row.messages.concat(row.subject).join('\n').slice(0, maxCharacters),
  );
  await store.upsertWords(ctx.tx, ticketId, `${content} ${people}`, searchText(`${ticketId}\n${bare}`));
}

/** The tickets to reindex when a contact changes, newest first. */
export async function ticketsOfContact(ctx: ReadContext, contactId: number): Promise<number[]> {
  const rows = await ctx.db
    .selectFrom('ticket')
    .select('id')
    .where('requester_id', '=', contactId)
    .orderBy('id', 'desc')
    .execute();
  return rows.map((row) => row.id);
}
