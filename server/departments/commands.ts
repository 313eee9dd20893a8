import type { Department, DepartmentWrite } from '@crossdesk/contracts/departments.ts';
import type { DepartmentMailbox, ImapWrite, MailboxWrite } from '@crossdesk/contracts/email.ts';
import { canReuseImapPassword } from '@crossdesk/contracts/imap-password.ts';
import type { Context } from '../platform/context.ts';
import { isDuplicate } from '../platform/database.ts';
import { emit } from '../platform/events.ts';
import { fieldProblem, problem } from '../platform/problems.ts';
import { seal } from '../platform/seal.ts';
import { departmentView, mailboxView, requireDepartment } from './queries.ts';
import * as store from './store.ts';
import type { ImapPosition, ImapSettings } from './tables.ts';

const colors = ['#4c6ef5', '#0c8599', '#e8590c', '#2b8a3e', '#ae3ec9', '#c2255c', '#5f3dc4', '#846204'];

const reportDuplicate = async <T>(field: string, write: Promise<T>): Promise<T> => {
  try {
    return await write;
  } catch (error) {
    if (isDuplicate(error)) throw fieldProblem(field, 'is already in use', 'already_exists');
    throw error;
  }
};

/** Creates a department (ZE-54). */
export async function createDepartment(ctx: Context, given: DepartmentWrite): Promise<Department> {
  const { count } = await ctx.tx
    .selectFrom('department')
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const row = await reportDuplicate(
    'name',
    store.insertDepartment(ctx.tx, {
      name: given.name,
      color: given.color ?? colors[count % colors.length] ?? '#4c6ef5',
      is_active: given.isActive ?? true,
    }),
  );
  const after = departmentView(row);
  await emit(ctx, { type: 'department.edited', changes: [{ field: 'department', before: null, after }] });
  return after;
}

/** Updates a department. It can be disabled once it has no open tickets and no active mailbox. */
export async function editDepartment(
  ctx: Context,
  id: number,
  change: Partial<DepartmentWrite>,
  ownsOpenTickets: (ctx: Context, departmentId: number) => Promise<boolean>,
): Promise<Department> {
  const before = await ctx.tx.selectFrom('department').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!before) throw problem('not_found');
  if (change.isActive === false && before.is_active) {
    const mailbox = await ctx.tx
      .selectFrom('mailbox')
      .select('address')
      .where('department_id', '=', id)
      .where('is_active', '=', true)
      .executeTakeFirst();
    if (mailbox)
      throw problem('in_use', { detail: `Mail to ${mailbox.address} is still assigned to this department.` });
    if (await ownsOpenTickets(ctx, id)) throw problem('in_use', { detail: 'This department still has open tickets.' });
  }
  const row = await reportDuplicate(
    'name',
    store.updateDepartment(ctx.tx, id, { name: change.name, color: change.color, is_active: change.isActive }),
  );
  const after = departmentView(row);
  await emit(ctx, {
    type: 'department.edited',
    changes: [{ field: 'department', before: departmentView(before), after }],
  });
  return after;
}

function imapFields(ctx: Context, given: ImapWrite | null | undefined) {
  if (given === undefined) return {};
  if (given === null) return { imap: null, imap_password: null, imap_mark: null };
  const { password, folder, ...rest } = given;
  return {
    imap: { ...rest, folder: folder ?? 'INBOX' } satisfies ImapSettings,
    ...(password ? { imap_password: seal(ctx.config.secret, password) } : {}),
  };
}

/** Adds a company email address. */
export async function createMailbox(ctx: Context, given: MailboxWrite): Promise<DepartmentMailbox> {
  await requireDepartment(ctx, given.departmentId, 'departmentId');
  if (given.imap && !given.imap.password) throw fieldProblem('imap/password', 'is missing');
  const row = await reportDuplicate(
    'address',
    store.insertMailbox(ctx.tx, {
      address: given.address,
      name: given.name,
      department_id: given.departmentId,
      is_active: given.isActive ?? true,
      ...imapFields(ctx, given.imap),
    }),
  );
  const after = mailboxView(row);
  await emit(ctx, { type: 'setting.edited', changes: [{ field: 'mailbox', before: null, after }] });
  return after;
}

/**
 * Updates a company email address. A different server or folder is read from the beginning; mail
 * that was already received is skipped. The stored password is kept only for the server and user it
 * was entered for.
 */
export async function editMailbox(ctx: Context, id: number, change: Partial<MailboxWrite>): Promise<DepartmentMailbox> {
  const before = await ctx.tx.selectFrom('mailbox').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!before) throw problem('not_found');
  if (change.departmentId !== undefined) await requireDepartment(ctx, change.departmentId, 'departmentId');
  if (change.imap && !change.imap.password) {
    if (!before.imap || !before.imap_password) throw fieldProblem('imap/password', 'is missing');
    if (!canReuseImapPassword(before.imap, change.imap))
      throw fieldProblem(
        'imap/password',
        'must be entered again for a different server or user, or for less encryption',
      );
  }
  const isSameFolder =
    change.imap &&
    before.imap &&
    change.imap.host === before.imap.host &&
    (change.imap.folder ?? 'INBOX') === before.imap.folder;
  const row = await reportDuplicate(
    'address',
    store.updateMailbox(ctx.tx, id, {
      address: change.address,
      name: change.name,
      department_id: change.departmentId,
      is_active: change.isActive,
      ...imapFields(ctx, change.imap),
      ...(change.imap && !isSameFolder ? { imap_mark: null } : {}),
    }),
  );
  const after = mailboxView(row);
  await emit(ctx, { type: 'setting.edited', changes: [{ field: 'mailbox', before: mailboxView(before), after }] });
  return after;
}

/** Records how far a mailbox was polled, or the error. */
export const recordPoll = (ctx: Context, id: number, position: ImapPosition | undefined, error: string | null) =>
  store.updateMailbox(ctx.tx, id, {
    polled_at: ctx.now,
    poll_error: error,
    ...(position ? { imap_mark: position } : {}),
  });
