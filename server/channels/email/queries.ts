import type { FailedMail, OutboxMail } from '@crossdesk/contracts/email.ts';
import type { Selectable } from 'kysely';
import type { ReadContext } from '../../platform/context.ts';
import type { Tables } from '../../platform/database.ts';
import { readAll } from '../../platform/files.ts';
import { readCursor, toPage } from '../../platform/keyset.ts';
import { problem } from '../../platform/problems.ts';
import './tables.ts';

const outboxView = (row: Selectable<Tables['outgoing_mail']>): OutboxMail => ({
  id: row.id,
  number: row.ticket_id,
  messageId: row.message_id,
  from: row.mail.from.address,
  to: [...row.mail.to, ...row.mail.cc, ...row.mail.bcc].map((one) => one.address),
  subject: row.mail.subject,
  text: row.secret_until ? '' : row.mail.text.slice(0, 5000),
  isSecret: row.secret_until !== null,
  state: row.state,
  attemptCount: row.attempt_count,
  lastError: row.last_error,
  createdAt: row.created_at.toISOString(),
  sentAt: row.sent_at?.toISOString() ?? null,
});

/** Outgoing mail, newest first. */
export async function outbox(ctx: ReadContext, query: { after?: string; limit?: number }) {
  const limit = query.limit ?? 50;
  const after = readCursor(query.after, ['number']);
  let rows = ctx.db
    .selectFrom('outgoing_mail')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (after) rows = rows.where('id', '<', Number(after[0]));
  return toPage(await rows.execute(), limit, (row) => [row.id], outboxView);
}

export async function outboxMail(ctx: ReadContext, id: number): Promise<OutboxMail> {
  const row = await ctx.db.selectFrom('outgoing_mail').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw problem('not_found');
  return outboxView(row);
}

/** Accepted mail that could not be ingested, newest first. */
export async function failedMail(ctx: ReadContext, query: { after?: string; limit?: number }) {
  const limit = query.limit ?? 50;
  const after = readCursor(query.after, ['number']);
  let rows = ctx.db
    .selectFrom('incoming_mail')
    .selectAll()
    .where('state', '=', 'failed')
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (after) rows = rows.where('id', '<', Number(after[0]));
  return toPage(
    await rows.execute(),
    limit,
    (row) => [row.id],
    (row): FailedMail => ({
      id: row.id,
      envelopeFrom: row.envelope_from,
      envelopeTo: row.envelope_to,
      subject: row.subject,
      error: row.error ?? '',
      byteCount: row.byte_count,
      receivedAt: row.received_at.toISOString(),
      attemptCount: row.attempt_count,
    }),
  );
}

/** The raw source of a failed mail. */
export async function failedMailSource(ctx: ReadContext, id: number): Promise<Buffer> {
  const row = await ctx.db
    .selectFrom('incoming_mail')
    .select('hash')
    .where('id', '=', id)
    .where('state', '=', 'failed')
    .executeTakeFirst();
  const content = row ? await ctx.external.files.get(row.hash) : null;
  if (!content) throw problem('not_found');
  return readAll(content);
}
