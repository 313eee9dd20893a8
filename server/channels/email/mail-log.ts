import type { IncomingMail } from '@crossdesk/contracts/email.ts';
import type { IncomingMailState } from '@crossdesk/contracts/lists/email.ts';
import { type RawBuilder, sql } from 'kysely';
import { isContentVisible, worksInDepartment } from '../../access/index.ts';
import type { ReadContext } from '../../platform/context.ts';
import { readAll } from '../../platform/files.ts';
import { encodeCursor, readCursor, toPage } from '../../platform/keyset.ts';
import { problem } from '../../platform/problems.ts';
import './tables.ts';

/** Mails searched one by one before the index is used, which cannot return them in order. */
const scanCount = 3_000;

/** Shorter texts have no trigram, so the index cannot find them. */
const indexedLength = 3;

const searchedText = sql<string>`lower(incoming_mail.subject || ' ' || incoming_mail.from_name || ' ' ||
  incoming_mail.from_address || ' ' || incoming_mail.envelope_from)`;

const contains = (q: string): RawBuilder<boolean> =>
  sql<boolean>`${searchedText} like ${`%${q.toLowerCase().replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`}`;

/** Received mail with the department of its mailbox and the ticket of its message. */
const logRows = ({ actor, db }: ReadContext) =>
  db
    .selectFrom('incoming_mail')
    .innerJoin('mailbox', 'mailbox.id', 'incoming_mail.mailbox_id')
    .leftJoin('message', 'message.id', 'incoming_mail.message_id')
    .selectAll('incoming_mail')
    .select(['mailbox.department_id', 'message.ticket_id'])
    .select(isContentVisible(actor, sql.ref('message.ticket_id')).as('is_ticket_visible'));

type LogRow = Awaited<ReturnType<ReturnType<typeof logRows>['executeTakeFirstOrThrow']>>;

/** Mail with a ticket is visible to the ticket's owners, other mail to the mailbox's department. */
const isVisible = (ctx: ReadContext, row: LogRow): boolean =>
  row.ticket_id === null ? worksInDepartment(ctx.actor, row.department_id) : row.is_ticket_visible;

function logView(ctx: ReadContext, row: LogRow): IncomingMail {
  const isHidden = !isVisible(ctx, row);
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
  const item = (row: LogRow) => logView(ctx, row);
  const cursor = (row: { id: number }) => [row.id];
  const q = query.q?.trim();
  if (!q) return toPage(await newest.limit(limit + 1).execute(), limit, cursor, item);

  let scan = ctx.db.selectFrom('incoming_mail').select('id').orderBy('id', 'desc').limit(scanCount);
  if (query.state) scan = scan.where('state', '=', query.state);
  if (after) scan = scan.where('id', '<', Number(after[0]));
  const scanned = await scan.execute();
  const lastId = scanned.at(-1)?.id;
  if (lastId === undefined) return { items: [], next: null };
  const matches = (found: readonly LogRow[]) => found.filter((row) => isVisible(ctx, row));
  const inScan = newest.where('incoming_mail.id', '>=', lastId).where(contains(q));
  const found = matches(await inScan.execute());
  if (found.length > limit || scanned.length < scanCount) return toPage(found, limit, cursor, item);
  if (q.length < indexedLength) return { items: found.map(item), next: encodeCursor([lastId]) };
  // Fewer matches than a page among the newest: the text is rare, so the index returns few rows.
  const older = await rows.where('incoming_mail.id', '<', lastId).where(contains(q)).execute();
  found.push(...matches(older).sort((a, b) => b.id - a.id));
  return toPage(found, limit, cursor, item);
}

/** A received mail the caller may read; throws `not_found` for others. */
export async function incomingMailById(ctx: ReadContext, id: number): Promise<IncomingMail> {
  const row = await logRows(ctx).where('incoming_mail.id', '=', id).executeTakeFirst();
  if (!row || !isVisible(ctx, row)) throw problem('not_found');
  return logView(ctx, row);
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
