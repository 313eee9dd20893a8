import type {
  NotificationPreferences,
  NotificationRules,
  NotificationTemplate,
  NotificationSwitch,
  TemplatePreview,
} from '@crossdesk/contracts/notifications.ts';
import { requireAgent, type Context } from '../../platform/context.ts';
import { emit } from '../../platform/events.ts';
import { problem } from '../../platform/problems.ts';
import { requeueSms } from '../../platform/sms-outbox.ts';
import { smsSegments } from '../../platform/sms-sender.ts';
import { activeShares } from '../../sharing/index.ts';
import { builtInText } from '../built-in-texts.ts';
import { departmentRules, myPreferences, type TemplateKey, template, sampleTicket, unreadCount } from '../queries.ts';
import { templateScope } from '../scope.ts';
import * as store from '../store.ts';
import { exampleScope, fillTemplate, type Scope, type TemplateText, validateTemplate } from '../templates.ts';

type TemplateInput = { subject?: string; body: string };

const isSwitchedOn = ({ items }: { items: NotificationRules['items'] }, { kind, means }: NotificationSwitch): boolean =>
  items.find((one) => one.kind === kind)?.[means] ?? false;

/** Switches one means of one kind on or off for the people of a department. */
export async function setRule(ctx: Context, departmentId: number, wanted: NotificationSwitch): Promise<NotificationRules> {
  const before = isSwitchedOn(await departmentRules(ctx, departmentId), wanted);
  await store.upsertRule(ctx.tx, departmentId, wanted, wanted.isOn);
  await emit(ctx, {
    type: 'setting.edited',
    data: { departmentId, kind: wanted.kind, means: wanted.means },
    changes: [{ field: 'notificationRule', before, after: wanted.isOn }],
  });
  return departmentRules(ctx, departmentId);
}

/** Whether the agent wants to hear of a kind by one means. */
export async function setPreference(ctx: Context, wanted: NotificationSwitch): Promise<NotificationPreferences> {
  await store.upsertPreference(ctx.tx, requireAgent(ctx).agentId, wanted, wanted.isOn);
  return myPreferences(ctx);
}

/** Marks the agent's own as read: those named, those of one ticket, or all. */
export async function readNotifications(ctx: Context, which: { ids?: number[]; number?: number }) {
  await store.markRead(ctx.tx, requireAgent(ctx).agentId, ctx.now, which);
  return unreadCount(ctx);
}

const toTemplateText = (key: TemplateKey, { subject = '', body }: TemplateInput): TemplateText => ({
  subject: key.means === 'email' ? subject : '',
  body,
});

const faultMessages: Record<string, string> = {
  unknown_variable: 'there is no variable',
  unknown_filter: 'there is no filter',
  unknown_tag: 'there is no tag',
  syntax: 'it cannot be read:',
  empty: 'it is empty',
  too_long: 'it takes too long to fill in:',
};

const emitTemplateChange = (ctx: Context, key: TemplateKey, before: NotificationTemplate, after: NotificationTemplate) =>
  emit(ctx, { type: 'setting.edited', data: { ...key }, changes: [{ field: 'notificationTemplate', before, after }] });

/** Keeps a text of the company's own; refused with line and reason when it names something that is not there. */
export async function editTemplate(ctx: Context, key: TemplateKey, written: TemplateInput): Promise<NotificationTemplate> {
  const text = toTemplateText(key, written);
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

/** Back to the built-in text. */
export async function resetTemplate(ctx: Context, key: TemplateKey): Promise<NotificationTemplate> {
  const before = await template(ctx, key);
  await store.deleteTemplate(ctx.tx, key);
  const after = await template(ctx, key);
  if (!before.isDefault) await emitTemplateChange(ctx, key, before, after);
  return after;
}

/** A real ticket as the administrator may see it, in the language of the text; what it does not have is shown by an example. */
async function previewScope(ctx: Context, { kind, locale }: TemplateKey, number: number | null): Promise<Scope> {
  const example = exampleScope[locale];
  if (number === null) return example;
  const [share] = await activeShares(ctx, number);
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
      messageIds: kind === 'action_added' || kind === 'mentioned' ? messages.map((one) => one.id) : [],
      isByActor: false,
    },
  );
  if (!scope) return example;
  return share || !kind.startsWith('share_') ? scope : { ...scope, share: example.share ?? {} };
}

/** Fills a text in and says what is wrong in it. Where it cannot be used, the built-in one is not shown in its place: the fields stay empty. */
export async function previewTemplate(
  ctx: Context,
  key: TemplateKey,
  written: TemplateInput & { number?: number },
): Promise<TemplatePreview> {
  const text = toTemplateText(key, written);
  const faults = validateTemplate(key.kind, key.means, text);
  const number = written.number ?? (await sampleTicket(ctx, key.kind));
  const scope = await previewScope(ctx, key, number);
  const filled = faults.length > 0 ? { subject: '', body: '' } : fillOrBuiltIn(text, scope, key);
  const segments = key.means === 'sms' ? smsSegments(filled.body) : null;
  return { number, ...filled, segments, faults };
}

function fillOrBuiltIn(text: TemplateText, scope: Scope, key: TemplateKey): TemplateText {
  try {
    return fillTemplate(text, scope);
  } catch {
    return fillTemplate(builtInText(key.kind, key.means, key.locale), scope);
  }
}

/** Puts a failed or kept text message in the queue again; `in_use` for one that is on its way or has left. */
export async function resendText(ctx: Context, id: number): Promise<{ ok: true }> {
  const row = await ctx.tx.selectFrom('outgoing_text').select('id').where('id', '=', id).executeTakeFirst();
  if (!row) throw problem('not_found');
  if (!(await requeueSms(ctx, id))) throw problem('in_use');
  return { ok: true };
}
