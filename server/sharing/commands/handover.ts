import type { AccessLevel } from '@crossdesk/contracts/levels.ts';
import type { TicketAccess } from '../../access/index.ts';
import type { Context } from '../../platform/context.ts';
import { emit } from '../../platform/events.ts';
import { activeShares, activeSharesWith } from '../queries.ts';
import * as store from '../store.ts';
import { actorName, insertNewShare, revoke } from './share.ts';

/**
 * Ends the shares of a department that becomes the owner of tickets. Returns the ids of the shares
 * by ticket.
 */
export async function endSharesOfOwner(
  ctx: Context,
  ticketIds: readonly number[],
  departmentId: number,
): Promise<Map<number, number>> {
  const rows = await activeSharesWith(ctx, ticketIds, departmentId);
  for (const row of rows) await revoke(ctx, row, actorName(ctx));
  return new Map(rows.map((row) => [row.ticket_id, row.id]));
}

/** Shares a ticket with the department that hands it over, as part of the transfer. */
export async function shareWithFormer(
  ctx: Context,
  ticket: TicketAccess['ticket'],
  to: { departmentId: number; level: AccessLevel; reason: string },
): Promise<void> {
  await insertNewShare(ctx, ticket, { departmentId: to.departmentId, level: to.level, reason: to.reason });
}

/** Undoes both: ends the share that was made, and restores the one that ended. */
export async function restoreShares(
  ctx: Context,
  ticketId: number,
  { formerDepartmentId, endedShareId }: { formerDepartmentId: number; endedShareId: number | null },
): Promise<void> {
  await endSharesOfOwner(ctx, [ticketId], formerDepartmentId);
  if (endedShareId === null) return;
  await store.updateShare(ctx.tx, endedShareId, { revoked_at: null, revoked_by: null, updated_at: ctx.now });
  const row = (await activeShares(ctx, ticketId)).find((one) => one.id === endedShareId);
  if (row)
    await emit(ctx, {
      type: 'ticket.shared',
      ticketId,
      changes: [{ field: 'share', before: null, after: { departmentId: row.department_id, level: row.level } }],
      data: { departmentId: row.department_id, agentIds: row.agent_ids, level: row.level },
    });
}
