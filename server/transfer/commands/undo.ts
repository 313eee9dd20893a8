import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { lockTicketRow } from '../../access/index.ts';
import { defaultSettings, dequeue, settingsOf, waitAgain } from '../../assignment/index.ts';
import { departments } from '../../departments/index.ts';
import { isMember } from '../../identity/index.ts';
import { type Context, requireAgent } from '../../platform/context.ts';
import { emit } from '../../platform/events.ts';
import { problem } from '../../platform/problems.ts';
import { choices } from '../../settings/index.ts';
import { restoreShares } from '../../sharing/index.ts';
import { moveBack, ticket } from '../../tickets/index.ts';
import * as store from '../store.ts';
import { undoMs } from './transfer.ts';

/**
 * Undoes a transfer of the actor, unless something else has happened on the ticket since: a change,
 * a message, a share or another transfer. Within ten seconds, unless `isLateAllowed`.
 */
export async function undoTransfer(
  ctx: Context,
  id: number,
  { isLateAllowed }: { isLateAllowed: boolean } = { isLateAllowed: false },
): Promise<Ticket> {
  const { agentId, permissions, memberships } = requireAgent(ctx);
  const found = await ctx.tx
    .selectFrom('ticket_transfer')
    .select('ticket_id')
    .where('id', '=', id)
    .where('by_agent_id', '=', agentId)
    .executeTakeFirst();
  if (!found) throw problem('not_found');
  await lockTicketRow(ctx, found.ticket_id);
  const row = await ctx.tx.selectFrom('ticket_transfer').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  // Who has left the department meanwhile, or lost the permission, does not get the ticket back.
  if (!permissions.has(row.kind === 'escalation' ? 'ticket.escalate' : 'ticket.transfer'))
    throw problem('refused', { reason: 'profile_lacks_permission' });
  const isOwnDepartment = memberships.some((one) => one.departmentId === row.from_department_id);
  if (!isOwnDepartment && !permissions.has('tickets.all_departments'))
    throw problem('refused', { reason: 'relation_lacks_permission' });
  const isLate = !isLateAllowed && ctx.now.getTime() - row.created_at.getTime() > undoMs;
  if (row.undone_at !== null || isLate || (await hasLaterEvents(ctx, row))) throw problem('undo_too_late');
  const former = (await departments(ctx)).find((one) => one.id === row.from_department_id);
  if (!former?.isActive) throw problem('transfer_target_disabled');
  const { before } = row;
  await dequeue(ctx.tx, [row.ticket_id]);
  const isGone = row.from_agent_id !== null && !(await isMember(ctx, row.from_agent_id, row.from_department_id));
  const known = new Set((await choices(ctx)).map((one) => one.id));
  // A choice that was deleted since cannot be restored.
  const restorable = (id: number | null) => (id === null || known.has(id) ? id : undefined);
  const { changes, version } = await moveBack(ctx, row.ticket_id, {
    departmentId: row.from_department_id,
    assigneeId: isGone ? null : row.from_agent_id,
    accountId: before.accountId,
    productId: restorable(before.productId),
    categoryId: restorable(before.categoryId),
  });
  if (row.from_department_id !== row.to_department_id)
    await restoreShares(ctx, row.ticket_id, {
      formerDepartmentId: row.from_department_id,
      endedShareId: before.endedShareId,
    });
  await store.deleteTracesOfTransfer(ctx.tx, id);
  await store.upsertTraces(
    ctx.tx,
    before.endedTraces.map((one) => ({
      ticket_id: row.ticket_id,
      department_id: one.departmentId,
      agent_id: one.agentId,
      transfer_id: one.transferId,
      is_escalation: one.isEscalation,
      created_at: new Date(one.at),
      activity_at: ctx.now,
      is_open: true,
    })),
  );
  const waitsSince = before.queuedAt === null ? null : new Date(before.queuedAt);
  if (waitsSince || (isGone && (await isAutomatic(ctx, row.from_department_id))))
    await waitAgain(ctx, row.ticket_id, row.from_department_id, waitsSince ?? ctx.now);
  await store.updateTransfer(ctx.tx, id, { undone_at: ctx.now });
  await emit(ctx, {
    type: 'ticket.transfer_undone',
    ticketId: row.ticket_id,
    version,
    changes,
    data: { departmentId: row.from_department_id, fromDepartmentId: row.to_department_id, transferId: id },
  });
  return ticket(ctx, row.ticket_id);
}

/** Whether a department assigns its tickets by itself. */
async function isAutomatic(ctx: Context, departmentId: number): Promise<boolean> {
  const settings = (await settingsOf(ctx, [departmentId])).get(departmentId) ?? defaultSettings(departmentId);
  return settings.mode !== 'manual';
}

/** Announcements about a ticket, which change nothing on it. */
const announcements = ['sla.due_soon', 'sla.breached', 'ticket.answered_in_absence'] as const;

/** Whether something has happened on the ticket since the transfer. */
async function hasLaterEvents(ctx: Context, { ticket_id, id }: { ticket_id: number; id: number }): Promise<boolean> {
  const last = await ctx.tx
    .selectFrom('event')
    .select('data')
    .where('ticket_id', '=', ticket_id)
    .where('type', 'not in', announcements)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last?.data.transferId !== id;
}
