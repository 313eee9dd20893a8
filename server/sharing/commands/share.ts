import type { NewShare, ShareEdit, ShareList } from '@crossdesk/contracts/sharing.ts';
import type { Selectable } from 'kysely';
import { isOwner, lockTicket, lockTicketFor, requirePermission, type TicketAccess } from '../../access/index.ts';
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

export const actorName = (ctx: Context): string => ('name' in ctx.actor ? ctx.actor.name : '');
const toDate = (instant: string | null | undefined): Date | null => (instant ? new Date(instant) : null);

/**
 * The people named in a share must belong to the receiving department. If the share is limited to
 * some agents, the person in charge must be one of them (C-09).
 */
async function requireShareAgents(
  ctx: Context,
  departmentId: number,
  people: { agentIds: readonly number[] | null; responsibleId: number | null },
  path: string,
): Promise<void> {
  const { agentIds, responsibleId } = people;
  await requireMembers(ctx, departmentId, agentIds ?? [], `${path}agentIds`);
  if (responsibleId === null) return;
  await requireMembers(ctx, departmentId, [responsibleId], `${path}responsibleId`);
  if (agentIds !== null && !agentIds.includes(responsibleId)) {
    throw fieldProblem(`${path}responsibleId`, "isn't one of the agents with access", 'unknown_reference');
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
      throw fieldProblem(field, "includes someone who isn't in that department", 'unknown_reference');
    }
  }
}

/** Inserts a share and emits its event. */
export async function insertNewShare(ctx: Context, ticket: TicketAccess['ticket'], share: NewShare): Promise<void> {
  const level = share.level ?? 'full';
  await store.insertShare(ctx.tx, {
    ticket_id: ticket.id,
    department_id: share.departmentId,
    from_department_id: ticket.department_id,
    level,
    agent_ids: share.agentIds ?? null,
    reason: share.reason ?? '',
    hidden_fields: share.hiddenFields ?? [],
    is_customer_masked: share.isCustomerMasked ?? false,
    question: share.question ?? '',
    responsible_id: share.responsibleId ?? null,
    due_at: toDate(share.dueAt),
    done_at: null,
    done_by: null,
    expires_at: toDate(share.expiresAt),
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
    ticketId: ticket.id,
    version: ticket.version,
    changes: [
      {
        field: 'share',
        before: null,
        after: {
          departmentId: share.departmentId,
          level,
          reason: share.reason ?? '',
          question: share.question ?? '',
        },
      },
    ],
    data: { departmentId: share.departmentId, agentIds: share.agentIds ?? null, level },
  });
}

/**
 * Shares a ticket with departments, all of them or none (ZE-19, ZE-31). Full access by default
 * (ZE-11).
 */
export async function addShares(ctx: Context, number: number, newShares: readonly NewShare[]): Promise<ShareList> {
  const { ticket } = await lockTicketFor(ctx, number, 'ticket.share');
  const { isSharingOn, mostShares } = await company(ctx);
  const verdict = validateNewShares(
    newShares,
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
    const index = newShares.findIndex((one) => one.departmentId === verdict.departmentId);
    throw index < 0
      ? problem(verdict.code)
      : fieldProblem(`shares/${index}/departmentId`, "can't be shared with this department", verdict.code);
  }
  for (const [index, share] of newShares.entries()) {
    const people = { agentIds: share.agentIds ?? null, responsibleId: share.responsibleId ?? null };
    await requireShareAgents(ctx, share.departmentId, people, `shares/${index}/`);
    await revokeExpiredShare(ctx, number, share.departmentId);
    await insertNewShare(ctx, ticket, share);
  }
  return shares(ctx, number);
}

/** Revokes an expired share that the timer has not reached yet, so that a new one can be added. */
export async function revokeExpiredShare(ctx: Context, number: number, departmentId: number): Promise<void> {
  const row = await ctx.tx
    .selectFrom('ticket_share')
    .selectAll()
    .where('ticket_id', '=', number)
    .where('department_id', '=', departmentId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  if (row) await revoke(ctx, row, 'expiry');
}

export async function revoke(ctx: Context, row: Selectable<TicketShareTable>, by: string): Promise<void> {
  await store.updateShare(ctx.tx, row.id, { revoked_at: ctx.now, revoked_by: by, updated_at: ctx.now });
  await emit(ctx, {
    type: 'ticket.unshared',
    ticketId: row.ticket_id,
    changes: [{ field: 'share', before: { departmentId: row.department_id, level: row.level }, after: null }],
    data: { departmentId: row.department_id, agentIds: row.agent_ids, level: row.level },
  });
}

async function requireActiveShare(
  ctx: Context,
  number: number,
  departmentId: number,
): Promise<Selectable<TicketShareTable>> {
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

/**
 * Edits the level or the terms of a share (ZJ-19). Saving the same values again changes nothing and
 * notifies nobody.
 */
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
    throw fieldProblem('expiresAt', 'must be in the future', 'share_expired');
  const hasNewQuestion = edit.question !== undefined && edit.question !== '' && edit.question !== row.question;
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
    ...(hasNewQuestion ? { done_at: null, done_by: null, answer: '' } : {}),
  };
  const [before, current] = [shareView(row), shareView(after)];
  const changed = (Object.keys(current) as (keyof typeof current)[]).filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(current[key]),
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
      ...changed.map((field) => ({ field, before: before[field], after: current[field] })),
    ],
    data: {
      departmentId,
      agentIds: after.agent_ids,
      level: after.level,
      isRaised: isLevelRaised(row.level, after.level),
    },
  });
  return shares(ctx, number);
}

/**
 * Stops sharing with a department (ZE-38). Any owner with the permission may do so, not only who
 * shared it (C-12).
 */
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

/** Marks a share as done with the department's answer. Requires permission to comment. */
export async function answerShare(
  ctx: Context,
  number: number,
  departmentId: number,
  answer: string,
): Promise<ShareList> {
  const access = await lockTicket(ctx, number);
  const isMemberOfDepartment =
    ctx.actor.kind === 'agent' && ctx.actor.memberships.some((one) => one.departmentId === departmentId);
  if (!isMemberOfDepartment && !isOwner(access)) throw problem('not_found');
  requirePermission(access, 'ticket.comment');
  const row = await requireActiveShare(ctx, number, departmentId);
  await store.updateShare(ctx.tx, row.id, {
    done_at: ctx.now,
    done_by: actorName(ctx),
    answer,
    is_answer_own: isMemberOfDepartment,
    updated_at: ctx.now,
  });
  await emit(ctx, {
    type: 'share.answered',
    ticketId: number,
    version: access.ticket.version,
    changes: [{ field: 'answer', before: null, after: { departmentId, answer, isOwn: isMemberOfDepartment } }],
    data: { departmentId, sharedById: row.shared_by_id },
  });
  return shares(ctx, number);
}

/**
 * Revokes expired shares, up to 500 at a time, and returns how many. The events update open
 * screens.
 */
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
