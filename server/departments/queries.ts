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

export const mailboxView = (row: Selectable<Tables['mailbox']>): DepartmentMailbox => ({
  id: row.id,
  address: row.address,
  name: row.name,
  departmentId: row.department_id,
  isActive: row.is_active,
  imap: row.imap,
  polledAt: row.polled_at?.toISOString() ?? null,
  pollError: row.poll_error,
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

/** The mailboxes as the caller may see them: the server only if they manage settings or mail. */
export async function visibleMailboxes(ctx: ReadContext): Promise<DepartmentMailbox[]> {
  const all = await mailboxes(ctx);
  const { actor } = ctx;
  const isManager =
    actor.kind === 'agent' && (actor.permissions.has('settings.manage') || actor.permissions.has('mail.manage'));
  return isManager ? all : all.map((one) => ({ ...one, imap: null, polledAt: null, pollError: null }));
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
