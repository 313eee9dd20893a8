import type {
  NotificationPreferences,
  NotificationRules,
  NotificationSwitch,
  NotificationTemplate,
  TemplatePreview,
} from '@crossdesk/contracts/notifications.ts';
import { ticketAccess } from '../../access/index.ts';
import { type Context, requireAgent } from '../../platform/context.ts';
import { emit } from '../../platform/events.ts';
import { problem } from '../../platform/problems.ts';
import { requeueSms } from '../../platform/sms-outbox.ts';
import { smsSegments } from '../../platform/sms-sender.ts';
import { visibleShares } from '../../sharing/index.ts';
import { builtInText } from '../built-in-texts.ts';
import { departmentRules, myPreferences, sampleTicket, type TemplateKey, template, unreadCount } from '../queries.ts';
import { isAboutMessage } from '../rules.ts';
import { templateScope } from '../scope.ts';
import * as store from '../store.ts';
import { exampleScope, fillTemplate, type Scope, type TemplateText, validateTemplate } from '../templates.ts';

type TemplateInput = { subject?: string; body: string };

const isSwitchedOn = ({ items }: { items: NotificationRules['items'] }, { kind, means }: NotificationSwitch): boolean =>
  items.find((one) => one.kind === kind)?.[means] ?? false;

/** Turns one channel of one kind on or off for a department. */
export async function setRule(
  ctx: Context,
  departmentId: number,
  change: NotificationSwitch,
): Promise<NotificationRules> {
  const before = isSwitchedOn(await departmentRules(ctx, departmentId), change);
  await store.upsertRule(ctx.tx, departmentId, change, change.isOn);
  await emit(ctx, {
    type: 'setting.edited',
    data: { departmentId, kind: change.kind, means: change.means },
    changes: [{ field: 'notificationRule', before, after: change.isOn }],
  });
  return departmentRules(ctx, departmentId);
}

/** Turns one channel of one kind on or off for the agent. */
export async function setPreference(ctx: Context, change: NotificationSwitch): Promise<NotificationPreferences> {
  await store.upsertPreference(ctx.tx, requireAgent(ctx).agentId, change, change.isOn);
  return myPreferences(ctx);
}

/** Marks the agent's notifications as read: those named, those of one ticket, or all. */
export async function readNotifications(ctx: Context, which: { ids?: number[]; number?: number }) {
  await store.markRead(ctx.tx, requireAgent(ctx).agentId, ctx.now, which);
  return unreadCount(ctx);
}

const toTemplateText = (key: TemplateKey, { subject = '', body }: TemplateInput): TemplateText => ({
  subject: key.means === 'email' ? subject : '',
  body,
});

const faultMessages: Record<string, string> = {
  unknown_variable: 'unknown variable',
  unknown_filter: 'unknown filter',
  unknown_tag: 'unknown tag',
  syntax: 'syntax error:',
  empty: 'must not be empty',
  too_long: 'takes too long to render:',
};

const emitTemplateChange = (
  ctx: Context,
  key: TemplateKey,
  before: NotificationTemplate,
  after: NotificationTemplate,
) =>
  emit(ctx, { type: 'setting.edited', data: { ...key }, changes: [{ field: 'notificationTemplate', before, after }] });

/** Saves an edited template; refused with line and reason if it is invalid. */
export async function editTemplate(
  ctx: Context,
  key: TemplateKey,
  input: TemplateInput,
): Promise<NotificationTemplate> {
  const text = toTemplateText(key, input);
  const faults = validateTemplate(key.kind, key.means, text);
  if (faults.length > 0) {
    throw problem('template_invalid', {
      fields: faults.map(({ field, line, reason, what }) => ({
        path: `/body/${field}`,
        message: `line ${line}: ${faultMessages[reason]} ${what}`.trim(),
      })),
    });
  }
  const before = await template(ctx, key);
  await store.upsertTemplate(ctx.tx, { ...key, ...text });
  const after = await template(ctx, key);
  await emitTemplateChange(ctx, key, before, after);
  return after;
}

/** Restores the built-in text. */
export async function resetTemplate(ctx: Context, key: TemplateKey): Promise<NotificationTemplate> {
  const before = await template(ctx, key);
  await store.deleteTemplate(ctx.tx, key);
  const after = await template(ctx, key);
  if (!before.isDefault) await emitTemplateChange(ctx, key, before, after);
  return after;
}

/**
 * A ticket as the administrator may see it, in the language of the template; missing parts come
 * from the example.
 */
async function previewScope(ctx: Context, { kind, locale }: TemplateKey, number: number | null): Promise<Scope> {
  const example = exampleScope[locale];
  if (number === null) return example;
  const [share] = await visibleShares(ctx, await ticketAccess(ctx, number));
  const messages = await ctx.tx
    .selectFrom('message')
    .select(['id', 'author_kind', 'author_name'])
    .where('ticket_id', '=', number)
    .orderBy('id', 'desc')
    .limit(1)
    .execute();
  const actor = requireAgent(ctx);
  const scope = await templateScope(
    { ...ctx, actor: { ...actor, locale } },
    {
      number,
      departmentId: share?.department_id ?? null,
      isEnded: false,
      actor: { kind: 'agent', name: actor.name },
      answer: null,
      absentId: null,
      substituteId: null,
      fromDepartmentId: null,
      reasonId: null,
      reason: '',
      messageIds: isAboutMessage(kind) ? messages.map((one) => one.id) : [],
      isByActor: false,
    },
  );
  if (!scope) return example;
  return {
    ...scope,
    absence: example.absence ?? {},
    transfer: example.transfer ?? {},
    ...(share ? {} : { share: example.share ?? {} }),
  };
}

/**
 * Renders a template and returns its faults. An invalid template renders empty rather than as the
 * built-in text.
 */
export async function previewTemplate(
  ctx: Context,
  key: TemplateKey,
  input: TemplateInput & { number?: number },
): Promise<TemplatePreview> {
  const text = toTemplateText(key, input);
  const faults = validateTemplate(key.kind, key.means, text);
  const number = input.number ?? (await sampleTicket(ctx, key.kind));
  const scope = await previewScope(ctx, key, number);
  const rendered = faults.length > 0 ? { subject: '', body: '' } : fillOrBuiltIn(text, scope, key);
  const segments = key.means === 'sms' ? smsSegments(rendered.body) : null;
  return { number, ...rendered, segments, faults };
}

function fillOrBuiltIn(text: TemplateText, scope: Scope, key: TemplateKey): TemplateText {
  try {
    return fillTemplate(text, scope);
  } catch {
    return fillTemplate(builtInText(key.kind, key.means, key.locale), scope);
  }
}

/** Queues a failed or kept text message again; throws `in_use` if it is being sent or was sent. */
export async function resendText(ctx: Context, id: number): Promise<{ ok: true }> {
  const row = await ctx.tx.selectFrom('outgoing_text').select('id').where('id', '=', id).executeTakeFirst();
  if (!row) throw problem('not_found');
  if (!(await requeueSms(ctx, id))) throw problem('in_use');
  return { ok: true };
}
