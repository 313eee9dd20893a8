import type { Department, DepartmentWrite } from '@crossdesk/contracts/departments.ts';
import type { DepartmentMailbox, MailboxWrite } from '@crossdesk/contracts/email.ts';
import type { ConnectionProblem } from '@crossdesk/contracts/mail-servers.ts';
import type { Context } from '../platform/context.ts';
import { isDuplicate } from '../platform/database.ts';
import { emit } from '../platform/events.ts';
import { fieldProblem, problem } from '../platform/problems.ts';
import { connectionFields } from './connection-fields.ts';
import { departmentView, mailboxView, requireDepartment } from './queries.ts';
import * as store from './store.ts';
import type { ImapPosition } from './tables.ts';

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

/** Adds a company email address. */
export async function createMailbox(ctx: Context, given: MailboxWrite): Promise<DepartmentMailbox> {
  await requireDepartment(ctx, given.departmentId, 'departmentId');
  const row = await reportDuplicate(
    'address',
    store.insertMailbox(ctx.tx, {
      address: given.address,
      name: given.name,
      department_id: given.departmentId,
      is_active: given.isActive ?? true,
      ...connectionFields(ctx.config.secret, null, given),
    }),
  );
  const after = mailboxView(row);
  await emit(ctx, { type: 'setting.edited', changes: [{ field: 'mailbox', before: null, after }] });
  return after;
}

/**
 * Updates a company email address. A different server or folder is read from the beginning; mail
 * that was already received is skipped. Stored passwords, the client secret and an OAuth consent
 * are kept only for the servers and users they were entered for.
 */
export async function editMailbox(ctx: Context, id: number, change: Partial<MailboxWrite>): Promise<DepartmentMailbox> {
  const before = await ctx.tx.selectFrom('mailbox').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!before) throw problem('not_found');
  if (change.departmentId !== undefined) await requireDepartment(ctx, change.departmentId, 'departmentId');
  const row = await reportDuplicate(
    'address',
    store.updateMailbox(ctx.tx, id, {
      address: change.address,
      name: change.name,
      department_id: change.departmentId,
      is_active: change.isActive,
      ...connectionFields(ctx.config.secret, before, change),
    }),
  );
  const after = mailboxView(row);
  await emit(ctx, { type: 'setting.edited', changes: [{ field: 'mailbox', before: mailboxView(before), after }] });
  return after;
}

/** Records that a mailbox was polled, or what went wrong. */
export const recordPoll = (ctx: Context, id: number, error: ConnectionProblem | null) =>
  store.updateMailbox(ctx.tx, id, { polled_at: ctx.now, poll_error: error });

/** Records whether the last sent mail could be copied to the Sent folder. */
export const recordSentCopy = (ctx: Context, id: number, error: ConnectionProblem | null) =>
  store.updateMailbox(ctx.tx, id, { sent_copy_error: error });

/** Stores the encrypted tokens of a mailbox's OAuth consent. */
export const storeTokens = (ctx: Context, id: number, sealed: string) =>
  store.updateMailbox(ctx.tx, id, { oauth_tokens: sealed, oauth_is_revoked: false });

/** Records that the provider no longer accepts the consent of a mailbox. */
export const markConsentRevoked = (ctx: Context, id: number) =>
  store.updateMailbox(ctx.tx, id, { oauth_is_revoked: true });

/**
 * Advances how far a mailbox has been read to this mail, under a lock until the transaction ends.
 * False if the mail was already read, or if the mailbox is now read from another server or folder:
 * then the caller must not store the mail.
 */
export async function advanceCursor(ctx: Context, id: number, source: ReadSource, to: ImapPosition): Promise<boolean> {
  const row = await ctx.tx
    .selectFrom('mailbox')
    .select(['imap', 'imap_mark'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!row?.imap || !isSameSource(row.imap, source)) return false;
  if (row.imap_mark?.uidValidity === to.uidValidity && row.imap_mark.lastUid >= to.lastUid) return false;
  await store.updateMailbox(ctx.tx, id, { imap_mark: to });
  return true;
}

type ReadSource = { host: string; user: string; folder: string };

const isSameSource = (one: ReadSource, other: ReadSource): boolean =>
  one.host === other.host && one.user === other.user && one.folder === other.folder;
