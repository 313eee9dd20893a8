import { type Context, systemActor } from '../platform/context.ts';
import { emitAll } from '../platform/events.ts';
import * as store from './store.ts';

/** Makes agents responsible for tickets without a responsible, on behalf of the system. */
export async function assignTickets(
  ctx: Context,
  assignments: readonly { ticketId: number; agentId: number }[],
): Promise<void> {
  if (assignments.length === 0) return;
  const changed = await store.assignMany(ctx.tx, assignments, ctx.now);
  await emitAll(
    { ...ctx, actor: systemActor('assignment') },
    changed.map((row) => ({
      type: 'ticket.edited' as const,
      ticketId: row.id,
      version: row.version,
      changes: [{ field: 'assigneeId', before: null, after: row.assignee_id }],
    })),
  );
}

/**
 * Takes tickets from these responsibles, on behalf of the system. Returns the tickets that were
 * changed.
 */
export async function unassignTickets(
  ctx: Context,
  assignments: readonly { ticketId: number; agentId: number }[],
): Promise<Set<number>> {
  if (assignments.length === 0) return new Set();
  const changed = await store.unassignMany(ctx.tx, assignments, ctx.now);
  await emitAll(
    { ...ctx, actor: systemActor('assignment') },
    changed.map((row) => ({
      type: 'ticket.edited' as const,
      ticketId: row.id,
      version: row.version,
      changes: [{ field: 'assigneeId', before: row.agent_id, after: null }],
    })),
  );
  return new Set(changed.map((row) => row.id));
}

/**
 * Sets the solution forecast by contract (ZV-26), without an event or a new version. Forecasts set
 * by hand stay. Returns the tickets that were changed.
 */
export const setForecasts = (
  ctx: Context,
  forecasts: readonly { ticketId: number; dueAt: Date | null }[],
): Promise<{ id: number; version: number }[]> =>
  forecasts.length === 0 ? Promise.resolve([]) : store.setForecasts(ctx.tx, forecasts);
