import type { OutboxMail } from '@crossdesk/contracts/email.ts';
import { type Selectable, sql } from 'kysely';
import { isContentVisible, maskAddresses } from '../../access/index.ts';
import type { ReadContext } from '../../platform/context.ts';
import type { Tables } from '../../platform/database.ts';
import { readCursor, toPage } from '../../platform/keyset.ts';
import { problem } from '../../platform/problems.ts';
import './tables.ts';

/** Outgoing mail with whether the caller may read its content. */
const outboxRows = ({ actor, db }: ReadContext) =>
  db
    .selectFrom('outgoing_mail')
    .selectAll()
    .select(isContentVisible(actor, sql.ref('outgoing_mail.ticket_id')).as('is_visible'));

/** Without recipients, subject and text where the caller may not read them. */
const outboxView = ({
  is_visible: isVisible,
  ...row
}: Selectable<Tables['outgoing_mail']> & { is_visible: boolean }): OutboxMail => ({
  id: row.id,
  number: row.ticket_id,
  messageId: row.message_id,
  from: row.mail.from.address,
  to: isVisible ? [...row.mail.to, ...row.mail.cc, ...row.mail.bcc].map((one) => one.address) : [],
  subject: isVisible ? row.mail.subject : '',
  text: isVisible && !row.secret_until ? row.mail.text.slice(0, 5000) : '',
  isHidden: !isVisible,
  isSecret: row.secret_until !== null,
  state: row.state,
  attemptCount: row.attempt_count,
  lastError: isVisible || row.last_error === null ? row.last_error : maskAddresses(row.last_error),
  createdAt: row.created_at.toISOString(),
  sentAt: row.sent_at?.toISOString() ?? null,
});

/** Outgoing mail, newest first. */
export async function outbox(ctx: ReadContext, query: { after?: string; limit?: number }) {
  const limit = query.limit ?? 50;
  const after = readCursor(query.after, ['number']);
  let rows = outboxRows(ctx)
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (after) rows = rows.where('id', '<', Number(after[0]));
  return toPage(await rows.execute(), limit, (row) => [row.id], outboxView);
}

export async function outboxMail(ctx: ReadContext, id: number): Promise<OutboxMail> {
  const row = await outboxRows(ctx).where('id', '=', id).executeTakeFirst();
  if (!row) throw problem('not_found');
  return outboxView(row);
}
