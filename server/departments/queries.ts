import type { Department } from '@crossdesk/contracts/departments.ts';
import type { DepartmentMailbox } from '@crossdesk/contracts/email.ts';
import type { Selectable } from 'kysely';
import type { ReadContext } from '../platform/context.ts';
import type { Tables } from '../platform/database.ts';
import { problem } from '../platform/problems.ts';
import './tables.ts';

export const departmentView = (row: Selectable<Tables['department']>): Department => ({
  id: row.id,
  name: row.name,
  color: row.color,
  isActive: row.is_active,
});

const oauthView = (row: Selectable<Tables['mailbox']>): DepartmentMailbox['oauth'] =>
  row.oauth && {
    ...row.oauth,
    state: row.oauth_tokens === null ? 'consent_needed' : row.oauth_is_revoked ? 'revoked' : 'connected',
  };

export const mailboxView = (row: Selectable<Tables['mailbox']>): DepartmentMailbox => ({
  id: row.id,
  address: row.address,
  name: row.name,
  departmentId: row.department_id,
  isActive: row.is_active,
  imap: row.imap,
  smtp: row.smtp,
  oauth: oauthView(row),
  hasSentCopy: row.has_sent_copy,
  sentFolder: row.sent_folder,
  polledAt: row.polled_at?.toISOString() ?? null,
  pollError: row.poll_error,
  sentCopyError: row.sent_copy_error,
});

/** All departments in order of creation. */
export async function departments(ctx: Pick<ReadContext, 'db'>): Promise<Department[]> {
  const rows = await ctx.db.selectFrom('department').selectAll().orderBy('id').execute();
  return rows.map(departmentView);
}

/** The active department with this id. Throws `unknown_reference` for `field` if there is none. */
export async function requireDepartment(ctx: Pick<ReadContext, 'db'>, id: number, field: string): Promise<Department> {
  const row = await ctx.db.selectFrom('department').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row?.is_active) {
    throw problem('unknown_reference', {
      fields: [{ path: `/body/${field}`, message: 'is not an active department' }],
    });
  }
  return departmentView(row);
}

/** The company's email addresses, oldest first. */
export async function mailboxes(ctx: Pick<ReadContext, 'db'>): Promise<DepartmentMailbox[]> {
  const rows = await ctx.db.selectFrom('mailbox').selectAll().orderBy('id').execute();
  return rows.map(mailboxView);
}

const withoutServers = {
  imap: null,
  smtp: null,
  oauth: null,
  hasSentCopy: false,
  sentFolder: null,
  polledAt: null,
  pollError: null,
  sentCopyError: null,
} satisfies Partial<DepartmentMailbox>;

/** The mailboxes as the caller may see them: the server only if they manage settings or mail. */
export async function visibleMailboxes(ctx: ReadContext): Promise<DepartmentMailbox[]> {
  const all = await mailboxes(ctx);
  const { actor } = ctx;
  const isManager =
    actor.kind === 'agent' && (actor.permissions.has('settings.manage') || actor.permissions.has('mail.manage'));
  return isManager ? all : all.map((one) => ({ ...one, ...withoutServers }));
}

/** A mailbox with its settings and encrypted secrets, or null. */
export async function mailboxRow(
  ctx: Pick<ReadContext, 'db'>,
  id: number,
): Promise<Selectable<Tables['mailbox']> | null> {
  return (await ctx.db.selectFrom('mailbox').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
}

/** Active mailboxes that are read from a server. */
export const polledMailboxes = (ctx: Pick<ReadContext, 'db'>) =>
  ctx.db
    .selectFrom('mailbox')
    .selectAll()
    .where('is_active', '=', true)
    .where('imap', 'is not', null)
    .orderBy('id')
    .execute();

/** Whether mail can be sent from a mailbox: by its own server, or by that of the installation. */
export async function hasOutgoingServer(
  ctx: Pick<ReadContext, 'db' | 'config'>,
  mailboxId: number | null,
): Promise<boolean> {
  if (ctx.config.smtpUrl !== null) return true;
  return mailboxId !== null && (await mailboxRow(ctx, mailboxId))?.smtp != null;
}

/** The active mailbox with this address, ignoring case, or null. */
export async function mailboxByAddress(
  ctx: Pick<ReadContext, 'db'>,
  address: string,
): Promise<Selectable<Tables['mailbox']> | null> {
  const row = await ctx.db
    .selectFrom('mailbox')
    .selectAll()
    .where((where) => where(where.fn<string>('lower', ['address']), '=', address.toLowerCase()))
    .where('is_active', '=', true)
    .executeTakeFirst();
  return row ?? null;
}

/**
 * The mailbox that sends a department's replies: the preferred one if active and its own, else its
 * first, else any.
 */
export async function sendingMailbox(
  ctx: Pick<ReadContext, 'db'>,
  departmentId: number,
  preferredId: number | null,
): Promise<{ id: number; address: string; name: string } | null> {
  const rows = await ctx.db
    .selectFrom('mailbox')
    .select(['id', 'address', 'name', 'department_id'])
    .where('is_active', '=', true)
    .where((where) => where.or([where('department_id', '=', departmentId), where('id', '=', preferredId ?? 0)]))
    .orderBy('id')
    .execute();
  return (
    rows.find((row) => row.id === preferredId && row.department_id === departmentId) ??
    rows.find((row) => row.department_id === departmentId) ??
    rows[0] ??
    null
  );
}
