import { automaticHeaders, cleanLine, messageIdFor } from '../../channels/email/index.ts';
import { sendingMailbox } from '../../departments/index.ts';
import { agentActor } from '../../identity/index.ts';
import { type AgentActor, type Context, runCommand, type Services, systemActor } from '../../platform/context.ts';
import { textToHtml } from '../../platform/html.ts';
import { queueMail } from '../../platform/outbox.ts';
import { Problem } from '../../platform/problems.ts';
import { queueSms } from '../../platform/sms-outbox.ts';
import { company } from '../../settings/index.ts';
import { builtInText } from '../built-in-texts.ts';
import { templateText } from '../queries.ts';
import { isAboutMessage } from '../rules.ts';
import { type NotificationFacts, templateScope } from '../scope.ts';
import * as store from '../store.ts';
import { fillTemplate, type Scope, type TemplateText } from '../templates.ts';
import { notificationRefusal } from './withdraw.ts';

export const writeTask = 'notifications:write';

const lockWaitingNotification = (ctx: Context, id: number) =>
  ctx.tx
    .selectFrom('notification')
    .selectAll()
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .forUpdate()
    .executeTakeFirst();
type WaitingNotification = NonNullable<Awaited<ReturnType<typeof lockWaitingNotification>>>;

const idOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** The reason of a transfer. */
function reasonOf(value: unknown): Pick<NotificationFacts, 'reasonId' | 'reason'> {
  const { reasonId, reason } = (value ?? {}) as { reasonId?: unknown; reason?: unknown };
  return { reasonId: idOf(reasonId), reason: typeof reason === 'string' ? reason : '' };
}

/** The facts of a notification and of the messages combined with it. */
async function notificationFacts(ctx: Context, row: WaitingNotification): Promise<NotificationFacts> {
  const merged = await ctx.tx
    .selectFrom('notification')
    .select('message_id')
    .where('lead_id', '=', row.id)
    .orderBy('id')
    .execute();
  const event = await ctx.tx
    .selectFrom('event')
    .select(['changes', 'data'])
    .where('id', '=', row.event_id)
    .executeTakeFirst();
  const answer = event?.changes.find((change) => change.field === 'answer')?.after;
  const isAnswer = typeof answer === 'object' && answer !== null && 'answer' in answer;
  return {
    number: row.ticket_id,
    departmentId: row.department_id,
    isEnded: row.is_ended,
    actor: { kind: row.actor_kind, name: row.actor_name },
    answer: isAnswer ? String(answer.answer) : null,
    absentId: idOf(event?.changes.find((change) => change.field === 'absentId')?.after),
    substituteId: idOf(event?.data.substituteId),
    fromDepartmentId: idOf(event?.data.fromDepartmentId),
    ...reasonOf(event?.changes.find((change) => change.field === 'transfer')?.after),
    messageIds: isAboutMessage(row.kind) ? [row, ...merged].flatMap((one) => one.message_id ?? []) : [],
    // Someone else's comment may be edited to mention the reader.
    isByActor: row.kind === 'mentioned',
  };
}

/**
 * Renders the template; a template that cannot be rendered is replaced by the built-in text, so the
 * notification is still sent.
 */
async function notificationText(
  ctx: Context,
  row: WaitingNotification,
  reader: AgentActor,
  scope: Scope,
): Promise<TemplateText> {
  const means = row.means === 'sms' ? 'sms' : 'email';
  const builtIn = builtInText(row.kind, means, reader.locale);
  const edited = await templateText(ctx, { kind: row.kind, means, locale: reader.locale });
  try {
    return fillTemplate(edited ?? builtIn, scope);
  } catch (error) {
    ctx.log.warn(
      { kind: row.kind, error: String(error) },
      'could not render a notification template; using the built-in text',
    );
    return fillTemplate(builtIn, scope);
  }
}

async function sendMail(
  ctx: Context,
  row: WaitingNotification,
  reader: AgentActor,
  text: TemplateText,
): Promise<number> {
  const { name } = await company(ctx);
  const ticket = await ctx.tx
    .selectFrom('ticket')
    .select(['department_id', 'mailbox_id'])
    .where('id', '=', row.ticket_id)
    .executeTakeFirstOrThrow();
  const host = new URL(ctx.config.publicUrl).hostname;
  const mailbox = await sendingMailbox(ctx, ticket.department_id, ticket.mailbox_id);
  const address = mailbox?.address ?? `no-reply@${/^[a-z]/i.test(host) ? host : 'localhost'}`;
  const domain = address.split('@')[1] ?? 'localhost';
  const { secret } = ctx.config;
  // Replies find the ticket by these ids. A notice of an ended share accepts no reply.
  const idOf = (messageId: string) => messageIdFor({ ticketNumber: row.ticket_id, messageId, secret, domain });
  const { mailId } = await queueMail(
    ctx,
    {
      messageId: row.is_ended ? `notice.${row.id}@${domain}` : idOf(`n${row.id}`),
      from: { name: cleanLine(name, 200), address },
      to: [{ name: cleanLine(reader.name, 200), address: reader.email }],
      cc: [],
      bcc: [],
      envelopeFrom: '',
      replyTo: null,
      subject: cleanLine(text.subject, 900),
      text: text.body,
      html: textToHtml(text.body),
      inReplyTo: null,
      references: row.is_ended ? [] : [idOf('notices')],
      headers: automaticHeaders(ctx.config.publicUrl),
      attachments: [],
    },
    { ticketId: row.ticket_id },
  );
  return mailId;
}

/**
 * Writes one email or text message as its reader may see the ticket now, or records why it is
 * canceled.
 */
export const writeNotification = (services: Services, notificationId: number): Promise<void> =>
  runCommand(services, systemActor('notifications'), async (ctx) => {
    const row = await lockWaitingNotification(ctx, notificationId);
    if (!row) return;
    const finish = async (change: Parameters<typeof store.updateNotifications>[2]): Promise<void> => {
      await store.updateNotifications(ctx.tx, [row.id], change);
    };
    const reader = await agentActor(ctx.db, { agentId: row.agent_id });
    const reason = await notificationRefusal(ctx, row);
    if (!reader || reason !== null) return finish({ state: 'canceled', detail: reason });
    const scope = await templateScope({ ...ctx, actor: reader }, await notificationFacts(ctx, row)).catch(
      (error: unknown) => {
        if (error instanceof Problem && error.code === 'not_found') return null;
        throw error;
      },
    );
    if (!scope) return finish({ state: 'canceled', detail: 'no longer has access' });
    const text = await notificationText(ctx, row, reader, scope);
    if (row.means === 'email') {
      return finish({ state: 'told', mail_id: await sendMail(ctx, row, reader, text) });
    }
    const { phone } = await ctx.tx
      .selectFrom('agent')
      .select('phone')
      .where('id', '=', row.agent_id)
      .executeTakeFirstOrThrow();
    if (!phone) return finish({ state: 'canceled', detail: 'no phone number' });
    const { smsId } = await queueSms(ctx, { to: phone, text: text.body }, { ticketId: row.ticket_id });
    await finish({ state: 'told', text_id: smsId });
  });
