import {
  type Notice,
  type NoticeState,
  type Notification,
  type NotificationKind,
  type NotificationMeans,
  type NotificationPreferences,
  type NotificationRules,
  type NotificationTemplate,
  notificationKindNames,
  type OutboxText,
  type TemplatedMeans,
  templatedMeans,
} from '@crossdesk/contracts/notifications.ts';
import { type Locale, locales } from '@crossdesk/contracts/scalars.ts';
import { type Selectable, sql } from 'kysely';
import {
  combineMasks,
  fieldMasks,
  isContentVisible,
  isOwner,
  isReadable,
  maskedPerson,
  maskText,
  ticketAccess,
} from '../access/index.ts';
import { departments } from '../departments/index.ts';
import { type ReadContext, requireAgent } from '../platform/context.ts';
import type { Tables } from '../platform/database.ts';
import { readCursor, toPage } from '../platform/keyset.ts';
import { problem } from '../platform/problems.ts';
import { builtInText } from './built-in-texts.ts';
import { type DepartmentNotification, departmentSwitches, personalSwitches } from './rules.ts';
import type { TemplateText } from './templates.ts';
import './tables.ts';

type ReadDb = Pick<ReadContext, 'db'>;
type Paging = { after?: string; limit?: number };

/** Active agents with their phone numbers and preferences. */
const activeAgents = (ctx: ReadDb) =>
  ctx.db
    .selectFrom('agent')
    .select(['agent.id', 'agent.phone'])
    .select(
      sql<
        { kind: NotificationKind; means: NotificationMeans; is_on: boolean }[]
      >`coalesce((select json_agg(json_build_object('kind', p.kind, 'means', p.means, 'is_on', p.is_on))
        from notification_preference p where p.agent_id = agent.id), '[]')`.as('preferences'),
    )
    .where('agent.is_active', '=', true)
    .orderBy('agent.id');

/** The active agents among these. */
export const peopleToNotify = (ctx: ReadDb, people: readonly { agentId: number }[]) =>
  activeAgents(ctx)
    .where(sql<boolean>`agent.id = any(${[...new Set(people.map((one) => one.agentId))]}::bigint[])`)
    .execute();

/** The active members of a department that a notification concerns. */
export async function membersToNotify(ctx: ReadDb, { departmentId, agentIds, knowingIds }: DepartmentNotification) {
  let rows = activeAgents(ctx).where('agent.id', 'in', (from) =>
    from.selectFrom('department_member').select('agent_id').where('department_id', '=', departmentId),
  );
  if (agentIds !== null) rows = rows.where(sql<boolean>`agent.id = any(${agentIds}::bigint[])`);
  if (knowingIds.length > 0) rows = rows.where('agent.id', 'not in', knowingIds);
  return rows.execute();
}

/**
 * The agent's in-app notifications, limited to tickets they can read and notices of ended shares.
 */
const bellNotifications = (ctx: ReadContext) =>
  ctx.db
    .selectFrom('notification')
    .innerJoin('ticket', 'ticket.id', 'notification.ticket_id')
    .where('notification.agent_id', '=', requireAgent(ctx).agentId)
    .where('notification.means', '=', 'app')
    .where('notification.lead_id', 'is', null)
    .where((where) => where.or([where('notification.is_ended', '=', true), isReadable(ctx.actor, 'any')]));

export async function notifications(ctx: ReadContext, query: Paging) {
  const { actor } = ctx;
  const limit = query.limit ?? 50;
  const after = readCursor(query.after, ['number']);
  let rows = bellNotifications(ctx)
    .select(['notification.id', 'notification.kind', 'notification.ticket_id', 'notification.department_id'])
    .select(['notification.actor_kind', 'notification.actor_name', 'notification.is_ended', 'notification.read_at'])
    .select(['notification.created_at', 'ticket.subject'])
    .select(fieldMasks(actor).as('masks'))
    .select(sql<boolean>`coalesce(${isReadable(actor, 'own')}, false)`.as('is_own'))
    .select(sql<number>`(select count(*) from notification m where m.lead_id = notification.id)`.as('merged_count'))
    .select(
      sql<Date | null>`(select max(created_at) from notification m where m.lead_id = notification.id)`.as('last_at'),
    )
    .orderBy('notification.id', 'desc')
    .limit(limit + 1);
  if (after) rows = rows.where('notification.id', '<', Number(after[0]));
  return toPage(
    await rows.execute(),
    limit,
    (row) => [row.id],
    (row): Notification => {
      const mask = combineMasks(row.masks);
      const isMasked = row.actor_kind === 'contact' && mask?.isCustomerMasked === true;
      const name = row.actor_kind === 'system' ? '' : row.actor_name;
      return {
        id: row.id,
        kind: row.kind,
        number: row.ticket_id,
        subject: row.is_ended ? null : maskText(mask, row.subject),
        actorName: isMasked ? maskedPerson({ name, address: null }).name : name,
        departmentId: row.department_id,
        isOwn: row.is_own,
        count: 1 + row.merged_count,
        at: (row.last_at ?? row.created_at).toISOString(),
        isRead: row.read_at !== null,
      };
    },
  );
}

/** Exact below this number; at it the bell shows "99+". */
const maxUnread = 100;

export async function unreadCount(ctx: ReadContext): Promise<{ unread: number }> {
  const rows = await bellNotifications(ctx)
    .select('notification.id')
    .where('notification.read_at', 'is', null)
    .limit(maxUnread)
    .execute();
  return { unread: rows.length };
}

const toSwitchItems = (switches: ReturnType<typeof departmentSwitches>) =>
  notificationKindNames.map((kind) => ({ kind, ...switches[kind] }));

/** The notification settings of a department. */
export async function departmentRules(ctx: ReadContext, departmentId: number): Promise<NotificationRules> {
  if (!(await departments(ctx)).some((one) => one.id === departmentId)) throw problem('not_found');
  const stored = await ctx.db
    .selectFrom('notification_rule')
    .select(['kind', 'means', 'is_on'])
    .where('department_id', '=', departmentId)
    .execute();
  return {
    items: toSwitchItems(departmentSwitches(stored)),
    canMail: ctx.config.smtpUrl !== null,
    canText: ctx.external.sms.isConfigured,
  };
}

/** The notification preferences of the agent. */
export async function myPreferences(ctx: ReadContext): Promise<NotificationPreferences> {
  const stored = await ctx.db
    .selectFrom('notification_preference')
    .select(['kind', 'means', 'is_on'])
    .where('agent_id', '=', requireAgent(ctx).agentId)
    .execute();
  return { items: toSwitchItems(personalSwitches(stored)) };
}

export type TemplateKey = { kind: NotificationKind; means: TemplatedMeans; locale: Locale };

/** The edited template; null if the built-in text applies. */
export async function templateText(ctx: ReadDb, key: TemplateKey): Promise<TemplateText | null> {
  const row = await ctx.db
    .selectFrom('notification_template')
    .select(['subject', 'body'])
    .where('kind', '=', key.kind)
    .where('means', '=', key.means)
    .where('locale', '=', key.locale)
    .executeTakeFirst();
  return row ?? null;
}

export async function template(ctx: ReadDb, key: TemplateKey): Promise<NotificationTemplate> {
  const { kind, means, locale } = key;
  const edited = await templateText(ctx, key);
  return { kind, means, locale, ...(edited ?? builtInText(kind, means, locale)), isDefault: edited === null };
}

export async function templates(ctx: ReadDb): Promise<NotificationTemplate[]> {
  const keys = notificationKindNames.flatMap((kind) =>
    templatedMeans.flatMap((means) => locales.map((locale) => ({ kind, means, locale }))),
  );
  return Promise.all(keys.map((key) => template(ctx, key)));
}

/**
 * A ticket for template previews: the newest the agent can read, a shared one for templates about
 * shares. Null if there is none.
 */
export async function sampleTicket(ctx: ReadContext, kind: NotificationKind): Promise<number | null> {
  const newest = ctx.db
    .selectFrom('ticket')
    .select('id')
    .where('deleted_at', 'is', null)
    .where(isReadable(ctx.actor, 'any'))
    .orderBy('id', 'desc')
    .limit(1);
  const shared = kind.startsWith('share_')
    ? await newest
        .where('id', 'in', (from) =>
          from
            .selectFrom('ticket_share')
            .select('ticket_id')
            .where('revoked_at', 'is', null)
            .orderBy('id', 'desc')
            .limit(100),
        )
        .executeTakeFirst()
    : undefined;
  return (shared ?? (await newest.executeTakeFirst()))?.id ?? null;
}

type NoticeRow = Pick<Selectable<Tables['notification']>, 'means' | 'state' | 'read_at'> & {
  mail_state: string | null;
  text_state: string | null;
};

/** The state of a notice: from the bell, or as far as the outbox knows. */
function noticeState(row: NoticeRow): NoticeState {
  if (row.state !== 'told') return row.state;
  if (row.means === 'app') return row.read_at ? 'read' : 'delivered';
  return (row.mail_state ?? row.text_state ?? 'waiting') as NoticeState;
}

/** Who was notified about a ticket, newest first; only for its owners. */
export async function notices(ctx: ReadContext, number: number): Promise<{ items: Notice[] }> {
  if (!isOwner(await ticketAccess(ctx, number))) throw problem('refused', { reason: 'relation_lacks_permission' });
  const rows = await ctx.db
    .selectFrom('notification')
    .leftJoin('outgoing_mail', 'outgoing_mail.id', 'notification.mail_id')
    .leftJoin('outgoing_text', 'outgoing_text.id', 'notification.text_id')
    .select(['notification.id', 'notification.kind', 'notification.agent_id', 'notification.department_id'])
    .select(['notification.means', 'notification.state', 'notification.detail', 'notification.read_at'])
    .select(['notification.created_at', 'outgoing_mail.state as mail_state', 'outgoing_text.state as text_state'])
    .select(['outgoing_mail.last_error as mail_error', 'outgoing_text.last_error as text_error'])
    .where('notification.ticket_id', '=', number)
    .where('notification.lead_id', 'is', null)
    .orderBy('notification.id', 'desc')
    .limit(500)
    .execute();
  return {
    items: rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      agentId: row.agent_id,
      departmentId: row.department_id,
      means: row.means,
      state: noticeState(row),
      detail: row.mail_error ?? row.text_error ?? row.detail,
      at: row.created_at.toISOString(),
    })),
  };
}

type OutboxTextRow = Selectable<Tables['outgoing_text']> & { is_visible: boolean };

/** Without recipient and text where the caller may not read them. */
const outboxText = ({ is_visible: isVisible, ...row }: OutboxTextRow): OutboxText => ({
  id: row.id,
  number: row.ticket_id,
  to: isVisible ? row.recipient : '',
  text: isVisible ? row.body : '',
  isHidden: !isVisible,
  state: row.state,
  attemptCount: row.attempt_count,
  lastError: isVisible ? row.last_error : (row.last_error?.replaceAll(row.recipient, '***') ?? null),
  createdAt: row.created_at.toISOString(),
  sentAt: row.sent_at?.toISOString() ?? null,
});

/** Outgoing text messages, newest first. */
export async function outboxTexts(ctx: ReadContext, query: Paging) {
  const limit = query.limit ?? 50;
  const after = readCursor(query.after, ['number']);
  let rows = ctx.db
    .selectFrom('outgoing_text')
    .selectAll()
    .select(isContentVisible(ctx.actor, sql.ref('outgoing_text.ticket_id')).as('is_visible'))
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (after) rows = rows.where('id', '<', Number(after[0]));
  return toPage(await rows.execute(), limit, (row) => [row.id], outboxText);
}
