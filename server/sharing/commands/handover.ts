import type { AccessLevel } from '@crossdesk/contracts/levels.ts';
import type { TicketAccess } from '../../access/index.ts';
import type { Context } from '../../platform/context.ts';
import { emit } from '../../platform/events.ts';
import { problem } from '../../platform/problems.ts';
import { company } from '../../settings/index.ts';
import { activeShares, openSharesWith } from '../queries.ts';
import * as store from '../store.ts';
import { actorName, insertNewShare, revoke, revokeExpiredShare } from './share.ts';

/**
 * Ends the shares of a department that becomes the owner of tickets, also expired ones. Returns
 * the ids of the shares by ticket.
 */
export async function endSharesOfOwner(
  ctx: Context,
  ticketIds: readonly number[],
  departmentId: number,
): Promise<Map<number, number>> {
  const rows = await openSharesWith(ctx, ticketIds, departmentId);
  for (const row of rows) await revoke(ctx, row, actorName(ctx));
  return new Map(rows.map((row) => [row.ticket_id, row.id]));
}

/**
 * Shares a ticket with the department that hands it over, as part of the transfer. Counts as a
 * share like any other.
 */
export async function shareWithFormer(
  ctx: Context,
  ticket: TicketAccess['ticket'],
  to: { departmentId: number; level: AccessLevel; reason: string },
): Promise<void> {
  await revokeExpiredShare(ctx, ticket.id, to.departmentId);
  const { mostShares } = await company(ctx);
  if ((await activeShares(ctx, ticket.id)).length >= mostShares) throw problem('too_many_shares');
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
