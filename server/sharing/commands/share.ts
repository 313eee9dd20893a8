import type { NewShare, ShareEdit, ShareList } from '@crossdesk/contracts/sharing.ts';
import type { Selectable } from 'kysely';
import { isOwner, lockTicket, lockTicketFor, requirePermission } from '../../access/index.ts';
import { departments } from '../../departments/index.ts';
import { isMember } from '../../identity/index.ts';
import type { Context } from '../../platform/context.ts';
import { emit } from '../../platform/events.ts';
import { fieldProblem, problem } from '../../platform/problems.ts';
import { company } from '../../settings/index.ts';
import { activeShares, shares, shareView } from '../queries.ts';
import { isLevelRaised, validateNewShares } from '../rules.ts';
import * as store from '../store.ts';
import type { TicketShareTable } from '../tables.ts';

const actorName = (ctx: Context): string => ('name' in ctx.actor ? ctx.actor.name : '');
const toDate = (instant: string | null | undefined): Date | null => (instant ? new Date(instant) : null);

/** People a share names have to belong to the department it goes to; of a share narrowed to some, one of them sees to it (C-09). */
async function requireShareAgents(
  ctx: Context,
  departmentId: number,
  named: { agentIds: readonly number[] | null; responsibleId: number | null },
  path: string,
): Promise<void> {
  const { agentIds, responsibleId } = named;
  await requireMembers(ctx, departmentId, agentIds ?? [], `${path}agentIds`);
  if (responsibleId === null) return;
  await requireMembers(ctx, departmentId, [responsibleId], `${path}responsibleId`);
  if (agentIds !== null && !agentIds.includes(responsibleId)) {
    throw fieldProblem(`${path}responsibleId`, 'names somebody the share is not open to', 'unknown_reference');
  }
}

async function requireMembers(
  ctx: Context,
  departmentId: number,
  ids: readonly number[],
  field: string,
): Promise<void> {
  for (const id of ids) {
    if (!(await isMember(ctx, id, departmentId))) {
      throw fieldProblem(field, 'names somebody who does not belong to that department', 'unknown_reference');
    }
  }
}

/** Lets departments into a ticket, all of them or none (ZE-19, ZE-31). Full access unless said otherwise (ZE-11). */
export async function addShares(ctx: Context, number: number, wanted: readonly NewShare[]): Promise<ShareList> {
  const { ticket } = await lockTicketFor(ctx, number, 'ticket.share');
  const { isSharingOn, mostShares } = await company(ctx);
  const verdict = validateNewShares(
    wanted,
    {
      ownerDepartmentId: ticket.department_id,
      sharedWith: (await activeShares(ctx, number)).map((row) => row.department_id),
      activeDepartments: (await departments(ctx)).filter((one) => one.isActive).map((one) => one.id),
      isSharingOn,
      mostShares,
    },
    ctx.now,
  );
  if (verdict) {
    const index = wanted.findIndex((one) => one.departmentId === verdict.departmentId);
    throw index < 0
      ? problem(verdict.code)
      : fieldProblem(`shares/${index}/departmentId`, 'cannot be shared with', verdict.code);
  }
  for (const [index, one] of wanted.entries()) {
    const people = { agentIds: one.agentIds ?? null, responsibleId: one.responsibleId ?? null };
    await requireShareAgents(ctx, one.departmentId, people, `shares/${index}/`);
    await revokeExpiredShare(ctx, number, one.departmentId);
    const level = one.level ?? 'full';
    await store.insertShare(ctx.tx, {
      ticket_id: number,
      department_id: one.departmentId,
      from_department_id: ticket.department_id,
      level,
      agent_ids: one.agentIds ?? null,
      reason: one.reason ?? '',
      hidden_fields: one.hiddenFields ?? [],
      is_customer_masked: one.isCustomerMasked ?? false,
      question: one.question ?? '',
      responsible_id: one.responsibleId ?? null,
      due_at: toDate(one.dueAt),
      done_at: null,
      done_by: null,
      expires_at: toDate(one.expiresAt),
      shared_by_id: ctx.actor.kind === 'agent' ? ctx.actor.agentId : null,
      shared_by_name: actorName(ctx),
      created_at: ctx.now,
      updated_at: ctx.now,
      revoked_at: null,
      revoked_by: null,
      activity_at: ticket.activity_at,
      is_open: ticket.is_open,
    });
    await emit(ctx, {
      type: 'ticket.shared',
      ticketId: number,
      version: ticket.version,
      changes: [
        {
          field: 'share',
          before: null,
          after: { departmentId: one.departmentId, level, reason: one.reason ?? '', question: one.question ?? '' },
        },
      ],
      data: { departmentId: one.departmentId, agentIds: one.agentIds ?? null, level },
    });
  }
  return shares(ctx, number);
}

/** A share whose time is over but which the timer has not reached yet makes room for a new one. */
async function revokeExpiredShare(ctx: Context, number: number, departmentId: number): Promise<void> {
  const row = await ctx.tx
    .selectFrom('ticket_share')
    .selectAll()
    .where('ticket_id', '=', number)
    .where('department_id', '=', departmentId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  if (row) await revoke(ctx, row, 'expiry');
}

async function revoke(ctx: Context, row: Selectable<TicketShareTable>, by: string): Promise<void> {
  await store.updateShare(ctx.tx, row.id, { revoked_at: ctx.now, revoked_by: by, updated_at: ctx.now });
  await emit(ctx, {
    type: 'ticket.unshared',
    ticketId: row.ticket_id,
    changes: [{ field: 'share', before: { departmentId: row.department_id, level: row.level }, after: null }],
    data: { departmentId: row.department_id, agentIds: row.agent_ids, level: row.level },
  });
}

async function requireActiveShare(ctx: Context, number: number, departmentId: number): Promise<Selectable<TicketShareTable>> {
  const row = (await activeShares(ctx, number)).find((one) => one.department_id === departmentId);
  if (!row) throw problem('not_found');
  return row;
}

async function requireVersion(
  ctx: Context,
  number: number,
  row: { version: number },
  version: number | undefined,
): Promise<void> {
  if (version !== undefined && row.version !== version) {
    throw problem('version_conflict', { current: await shares(ctx, number) });
  }
}

/** Changes the level or the terms of one share (ZJ-19). The same values again change nothing and tell nobody. */
export async function editShare(
  ctx: Context,
  number: number,
  departmentId: number,
  edit: ShareEdit,
): Promise<ShareList> {
  const { ticket } = await lockTicketFor(ctx, number, 'ticket.share');
  if (!(await company(ctx)).isSharingOn) throw problem('sharing_off');
  const row = await requireActiveShare(ctx, number, departmentId);
  await requireVersion(ctx, number, row, edit.version);
  if (edit.agentIds !== undefined || edit.responsibleId !== undefined) {
    const people = {
      agentIds: edit.agentIds === undefined ? row.agent_ids : edit.agentIds,
      responsibleId: edit.responsibleId === undefined ? row.responsible_id : edit.responsibleId,
    };
    await requireShareAgents(ctx, departmentId, people, '');
  }
  if (edit.expiresAt && new Date(edit.expiresAt) <= ctx.now)
    throw fieldProblem('expiresAt', 'is over already', 'share_expired');
  const asksAnew = edit.question !== undefined && edit.question !== '' && edit.question !== row.question;
  const after: Selectable<TicketShareTable> = {
    ...row,
    level: edit.level ?? row.level,
    agent_ids: edit.agentIds === undefined ? row.agent_ids : edit.agentIds,
    reason: edit.reason ?? row.reason,
    hidden_fields: edit.hiddenFields ?? row.hidden_fields,
    is_customer_masked: edit.isCustomerMasked ?? row.is_customer_masked,
    question: edit.question ?? row.question,
    responsible_id: edit.responsibleId === undefined ? row.responsible_id : edit.responsibleId,
    due_at: edit.dueAt === undefined ? row.due_at : toDate(edit.dueAt),
    expires_at: edit.expiresAt === undefined ? row.expires_at : toDate(edit.expiresAt),
    ...(asksAnew ? { done_at: null, done_by: null, answer: '' } : {}),
  };
  const [before, now] = [shareView(row), shareView(after)];
  const changed = (Object.keys(now) as (keyof typeof now)[]).filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(now[key]),
  );
  if (changed.length === 0) return shares(ctx, number);
  const {
    id,
    ticket_id: _,
    department_id: __,
    version: ___,
    activity_at: ____,
    is_open: _____,
    is_deleted: ______,
    ...fields
  } = after;
  await store.updateShare(ctx.tx, id, { ...fields, updated_at: ctx.now });
  await emit(ctx, {
    type: 'share.edited',
    ticketId: number,
    version: ticket.version,
    changes: [
      { field: 'departmentId', before: departmentId, after: departmentId },
      ...changed.map((field) => ({ field, before: before[field], after: now[field] })),
    ],
    data: { departmentId, agentIds: after.agent_ids, level: after.level, isRaised: isLevelRaised(row.level, after.level) },
  });
  return shares(ctx, number);
}

/** Stops sharing with one department (ZE-38). Any owner with the permission may, not only who shared it (C-12). */
export async function removeShare(
  ctx: Context,
  number: number,
  departmentId: number,
  version?: number,
): Promise<ShareList> {
  await lockTicketFor(ctx, number, 'ticket.share');
  const row = await requireActiveShare(ctx, number, departmentId);
  await requireVersion(ctx, number, row, version);
  await revoke(ctx, row, actorName(ctx));
  return shares(ctx, number);
}

/** Done: the department gives the owner its answer. Whoever may comment there may; the owner sees at a glance who still owes what. */
export async function answerShare(
  ctx: Context,
  number: number,
  departmentId: number,
  answer: string,
): Promise<ShareList> {
  const found = await lockTicket(ctx, number);
  const belongs = ctx.actor.kind === 'agent' && ctx.actor.memberships.some((one) => one.departmentId === departmentId);
  if (!belongs && !isOwner(found)) throw problem('not_found');
  requirePermission(found, 'ticket.comment');
  const row = await requireActiveShare(ctx, number, departmentId);
  await store.updateShare(ctx.tx, row.id, { done_at: ctx.now, done_by: actorName(ctx), answer, updated_at: ctx.now });
  await emit(ctx, {
    type: 'share.answered',
    ticketId: number,
    version: found.ticket.version,
    changes: [{ field: 'answer', before: null, after: { departmentId, answer } }],
    data: { departmentId, sharedById: row.shared_by_id },
  });
  return shares(ctx, number);
}

/** Every minute: shares whose time is over end, so that the screens of the other side change too. */
export async function revokeExpiredShares(ctx: Context): Promise<number> {
  const rows = await ctx.tx
    .selectFrom('ticket_share')
    .selectAll()
    .where('revoked_at', 'is', null)
    .where('expires_at', '<=', ctx.now)
    .orderBy('id')
    .limit(500)
    .forUpdate()
    .skipLocked()
    .execute();
  for (const row of rows) await revoke(ctx, row, 'expiry');
  return rows.length;
}
