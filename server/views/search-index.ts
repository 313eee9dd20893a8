import { foldText } from '@crossdesk/contracts/search/fold.ts';
import { wordRuns } from '@crossdesk/contracts/search/words.ts';
import { sql } from 'kysely';
import { type CustomerIdentity, isPartlyHiddenFromSome, ticketCustomer, withoutCustomer } from '../access/index.ts';
import type { Context, ReadContext } from '../platform/context.ts';
import { queueJob } from '../platform/jobs.ts';
import { TicketWords } from './search-words.ts';
import * as store from './store.ts';
import { editKeys, isSuggestable } from './typo-rules.ts';

/** Maximum characters indexed per conversation, newest messages first. */
const maxCharacters = 150_000;

type IndexedTicket = {
  id: number;
  /** Null if no share hides anything of the ticket. */
  customer: CustomerIdentity | null;
  subject: string;
  tags: string[];
  requester: string;
  account: string;
  authors: { name: string; address: string | null; is_agent: boolean }[];
  recipients: string[];
  file_names: string[];
  messages: string[];
};

/** Everything searchable of tickets. Addresses are also indexed as separate words. */
async function indexedTickets(ctx: ReadContext, ticketIds: readonly number[]): Promise<IndexedTicket[]> {
  const { rows } = await sql<IndexedTicket>`
    select ticket.id, ticket.subject, ticket.tags,
      case when ${isPartlyHiddenFromSome} then ${ticketCustomer} end as customer,
      (select contact.name || ' ' || coalesce(string_agg(a.address, ' '), '')
        from contact left join contact_address a on a.contact_id = contact.id where contact.id = ticket.requester_id group by contact.name) as requester,
      coalesce((select concat_ws(' ', account.name, account.domain) from account where account.id = ticket.account_id), '') as account,
      coalesce((select json_agg(author) from (
        select author_name as name, author_address as address, author_kind = 'agent' as is_agent from message
          where message.ticket_id = ticket.id
        union select contact.name, null, false from message join contact on contact.id = message.author_id
          where message.ticket_id = ticket.id and message.author_kind = 'contact'
        limit 200) author), '[]') as authors,
      array(select distinct concat_ws(' ', one->>'name', one->>'address') from message,
        jsonb_array_elements(coalesce(recipients->'to', '[]') || coalesce(recipients->'cc', '[]')) one
        where message.ticket_id = ticket.id limit 200) as recipients,
      array(select distinct attachment.name from attachment join message on message.id = attachment.message_id
        where message.ticket_id = ticket.id and not attachment.is_inline limit 200) as file_names,
      array(select left(body_text, ${sql.lit(maxCharacters)}) from (
        select id, body_text, sum(length(body_text)) over (order by id desc) - length(body_text) as before
        from (select id, body_text from message where message.ticket_id = ticket.id order by id desc limit 200) newest
      ) counted where before < ${sql.lit(maxCharacters)} order by id desc) as messages
    from ticket where ticket.id = any(${sql.val(ticketIds)}::bigint[])`.execute(ctx.db);
  return rows;
}

/** Words of subjects, tags and names, from which misspelled searches are corrected. */
function suggestableWords(row: IndexedTicket): Map<string, string[]> {
  const text = [row.subject, ...row.tags, row.requester, row.account].join(' ').slice(0, 2_000);
  const words = wordRuns(foldText(text)).flatMap((run) => (isSuggestable(run) ? [run.text] : []));
  return new Map([...new Set(words)].map((word) => [word, editKeys(word)]));
}

/** The names of the files and the texts of the messages. */
const bodyOf = (row: IndexedTicket): string => [...row.file_names, ...row.messages].join('\n').slice(0, maxCharacters);

/** The words of a ticket without those that name the customer. */
function bareWordsOf(row: IndexedTicket, customer: CustomerIdentity): TicketWords {
  const bare = (text: string) => withoutCustomer(customer, text);
  const agents = row.authors.flatMap(({ name, is_agent }) => (is_agent ? [name] : []));
  const words = new TicketWords()
    .add(bare(row.subject), 'subject')
    .add(bare(agents.join('\n')), 'from')
    .add(`${row.id}\n${bare(`${row.subject}\n${bodyOf(row)}`)}`);
  return row.file_names.length > 0 ? words.markAttachment() : words;
}

/** The words of a ticket for the search index. */
function wordsOf(row: IndexedTicket): { ticketId: number; words: TicketWords; bareWords: TicketWords | null } {
  const authors = row.authors.map(({ name, address }) => `${name} ${address ?? ''}`).join('\n');
  const words = new TicketWords()
    .add(row.subject, 'subject')
    .add(authors, 'from')
    .add(row.recipients.join('\n'), 'to')
    .add(row.requester, 'requester')
    .add(row.account, 'account')
    .add([row.id, row.subject, row.tags.join('\n'), row.requester, row.account, authors].join('\n'))
    .add(bodyOf(row));
  if (row.file_names.length > 0) words.markAttachment();
  return { ticketId: row.id, words, bareWords: row.customer && bareWordsOf(row, row.customer) };
}

/**
 * Updates the search index of tickets from their subjects, people and messages. Concurrent updates
 * of a ticket wait for each other, so that the last one has read the last change.
 */
export async function indexTickets(ctx: Context, ticketIds: readonly number[]): Promise<void> {
  const ids = [...new Set(ticketIds)].sort((a, b) => a - b);
  if (ids.length === 0) return;
  await store.lockIndexOf(ctx.tx, ids);
  await store.deletePending(ctx.tx, ids);
  const rows = await indexedTickets(ctx, ids);
  await store.upsertWords(ctx.tx, rows.map(wordsOf));
  await store.insertSearchWords(ctx.tx, new Map(rows.flatMap((row) => [...suggestableWords(row)]).sort()));
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

const rebuildBatch = 200;
/** Skipped tickets are tried again after this time. */
const retryMs = 24 * 3_600_000;

/** The next tickets to rebuild, newest first; null if none are left. `isOld`: still to be done. */
export async function nextToRebuild(ctx: ReadContext): Promise<{ id: number; isOld: boolean }[] | null> {
  const state = await ctx.db.selectFrom('search_rebuild').selectAll().executeTakeFirst();
  if (!state?.next_ticket_id) return null;
  const rows = await ctx.db
    .selectFrom('ticket_search')
    .select(['ticket_id', 'format'])
    .where('ticket_id', '<', state.next_ticket_id)
    .orderBy('ticket_id', 'desc')
    .limit(rebuildBatch)
    .execute();
  return rows.map((row) => ({ id: row.ticket_id, isOld: row.format < store.currentFormat }));
}

/**
 * Stores how far the rebuild is and queues the next batch. At the end, tickets that failed are
 * tried again on the next day; until then their old words are searched.
 */
export async function continueRebuild(ctx: Context, doneIds: readonly number[], skippedCount: number): Promise<void> {
  const last = doneIds.at(-1);
  const options = { key: 'views:rebuild' };
  if (last !== undefined) {
    await store.setRebuild(ctx.tx, { nextTicketId: last, addSkipped: skippedCount });
    return queueJob(ctx, 'views:rebuild', {}, options);
  }
  const isRepeated = await store.finishRebuild(ctx.tx);
  if (isRepeated)
    await queueJob(ctx, 'views:rebuild', {}, { ...options, runAt: new Date(ctx.now.getTime() + retryMs) });
}
