import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { lockTicketRow } from '../../access/index.ts';
import { dequeue, waitAgain } from '../../assignment/index.ts';
import { type Context, requireAgent } from '../../platform/context.ts';
import { emit } from '../../platform/events.ts';
import { problem } from '../../platform/problems.ts';
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
  const isLate = !isLateAllowed && ctx.now.getTime() - row.created_at.getTime() > undoMs;
  if (row.undone_at !== null || isLate || (await hasLaterEvents(ctx, row))) throw problem('undo_too_late');
  // Who has left the department meanwhile, or lost the permission, does not get the ticket back.
  if (!permissions.has(row.kind === 'escalation' ? 'ticket.escalate' : 'ticket.transfer'))
    throw problem('refused', { reason: 'profile_lacks_permission' });
  const isMember = memberships.some((one) => one.departmentId === row.from_department_id);
  if (!isMember && !permissions.has('tickets.all_departments'))
    throw problem('refused', { reason: 'relation_lacks_permission' });
  const { before } = row;
  await dequeue(ctx.tx, [row.ticket_id]);
  const { changes, version } = await moveBack(ctx, row.ticket_id, {
    departmentId: row.from_department_id,
    assigneeId: row.from_agent_id,
    accountId: before.accountId,
    productId: before.productId,
    categoryId: before.categoryId,
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
  if (before.queuedAt !== null) await waitAgain(ctx, row.ticket_id, row.from_department_id, new Date(before.queuedAt));
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

/** Whether the ticket has an event after that of the transfer. */
async function hasLaterEvents(ctx: Context, { ticket_id, id }: { ticket_id: number; id: number }): Promise<boolean> {
  const events = await ctx.tx
    .selectFrom('event')
    .select(['type', 'data'])
    .where('ticket_id', '=', ticket_id)
    .orderBy('id', 'desc')
    .limit(1)
    .execute();
  return events[0]?.data.transferId !== id;
}
