import type { IncomingMail } from '@crossdesk/contracts/email.ts';
import type { IncomingMailState } from '@crossdesk/contracts/lists/email.ts';
import { type RawBuilder, sql } from 'kysely';
import { isMailVisible } from '../../access/index.ts';
import type { ReadContext } from '../../platform/context.ts';
import { readAll } from '../../platform/files.ts';
import { encodeCursor, readCursor, toPage } from '../../platform/keyset.ts';
import { problem } from '../../platform/problems.ts';
import './tables.ts';

/** Mails searched one by one before the index is used, which cannot return them in order. */
const scanCount = 20_000;

/** With fewer matches among the searched mails, a text is rare enough for the index. */
const rareCount = 3;

/** Matches taken from the index. */
const indexedCount = 5_000;

/** Shorter texts have no trigram, so the index cannot find them. */
const indexedLength = 3;

const searchedText = sql<string>`lower(incoming_mail.subject || ' ' || incoming_mail.from_name || ' ' ||
  incoming_mail.from_address || ' ' || incoming_mail.envelope_from)`;

const contains = (q: string): RawBuilder<boolean> =>
  sql<boolean>`${searchedText} like ${`%${q.toLowerCase().replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`}`;

const isVisible = ({ actor }: ReadContext) =>
  isMailVisible(actor, sql.ref('message.ticket_id'), sql.ref('mailbox.department_id'));

/** Received mail with the department of its mailbox and the ticket of its message. */
const logRows = (ctx: ReadContext) =>
  ctx.db
    .selectFrom('incoming_mail')
    .innerJoin('mailbox', 'mailbox.id', 'incoming_mail.mailbox_id')
    .leftJoin('message', 'message.id', 'incoming_mail.message_id')
    .selectAll('incoming_mail')
    .select('message.ticket_id')
    .select(isVisible(ctx).as('is_visible'));

type LogRow = Awaited<ReturnType<ReturnType<typeof logRows>['executeTakeFirstOrThrow']>>;

function logView(row: LogRow): IncomingMail {
  const isHidden = !row.is_visible;
  return {
    id: row.id,
    fromName: isHidden ? '' : row.from_name,
    fromAddress: isHidden ? '' : row.from_address || row.envelope_from,
    envelopeTo: row.envelope_to,
    subject: isHidden ? '' : row.subject,
    isHidden,
    state: row.state,
    number: isHidden ? null : row.ticket_id,
    error: isHidden ? null : row.error,
    byteCount: row.byte_count,
    receivedAt: row.received_at.toISOString(),
    attemptCount: row.attempt_count,
  };
}

type LogQuery = { state?: IncomingMailState; q?: string; after?: string; limit?: number };

/**
 * Every accepted mail, newest first. With `q`, mail hidden from the caller is left out, so that a
 * search reveals nothing about it; a page can then be short although `next` leads to more.
 */
export async function incomingMail(ctx: ReadContext, query: LogQuery) {
  const limit = query.limit ?? 50;
  const after = readCursor(query.after, ['number']);
  let rows = logRows(ctx);
  if (query.state) rows = rows.where('incoming_mail.state', '=', query.state);
  if (after) rows = rows.where('incoming_mail.id', '<', Number(after[0]));
  const newest = rows.orderBy('incoming_mail.id', 'desc');
  const cursor = (row: { id: number }) => [row.id];
  const q = query.q?.trim();
  if (!q) return toPage(await newest.limit(limit + 1).execute(), limit, cursor, logView);

  const isMatch = sql<boolean>`${contains(q)} and ${isVisible(ctx)}`;
  let recent = ctx.db.selectFrom('incoming_mail').select('id').orderBy('id', 'desc').offset(scanCount).limit(1);
  if (query.state) recent = recent.where('state', '=', query.state);
  if (after) recent = recent.where('id', '<', Number(after[0]));
  const end = await recent.executeTakeFirst();
  const inScan = end ? newest.where('incoming_mail.id', '>', end.id) : newest;
  const found = await inScan
    .where(isMatch)
    .limit(limit + 1)
    .execute();
  if (!end || found.length > limit) return toPage(found, limit, cursor, logView);
  const shortPage = { items: found.map(logView), next: encodeCursor([end.id + 1]) };
  if (found.length >= rareCount || q.length < indexedLength) return shortPage;
  const { ids } = await ctx.db
    .selectNoFrom((expression) =>
      sql<number[]>`array(${expression
        .selectFrom('incoming_mail')
        .select('id')
        .where('id', '<=', end.id)
        .where(contains(q))
        .limit(indexedCount)})`.as('ids'),
    )
    .executeTakeFirstOrThrow();
  // More than expected, and the index returns them without an order.
  if (ids.length === indexedCount) return shortPage;
  const older = newest.where(sql<boolean>`incoming_mail.id = any(${ids}::bigint[])`).where(isVisible(ctx));
  found.push(...(await older.limit(limit + 1).execute()));
  return toPage(found, limit, cursor, logView);
}

/** A received mail the caller may read; throws `not_found` for others. */
export async function incomingMailById(ctx: ReadContext, id: number): Promise<IncomingMail> {
  const row = await logRows(ctx).where('incoming_mail.id', '=', id).executeTakeFirst();
  if (!row?.is_visible) throw problem('not_found');
  return logView(row);
}

/** The raw source of a received mail the caller may read. */
export async function incomingMailSource(ctx: ReadContext, id: number): Promise<Buffer> {
  await incomingMailById(ctx, id);
  const { hash } = await ctx.db
    .selectFrom('incoming_mail')
    .select('hash')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const content = await ctx.external.files.get(hash);
  if (!content) throw problem('not_found');
  return readAll(content);
}
