import type { BatchAction } from '@crossdesk/contracts/batches.ts';
import type { NewShare } from '@crossdesk/contracts/sharing.ts';
import type { TicketEdit } from '@crossdesk/contracts/tickets.ts';
import { lockTicket, type TicketAccess } from '../access/index.ts';
import { queuedSince, waitAgain } from '../assignment/index.ts';
import { type Context, requireAgent } from '../platform/context.ts';
import { Problem, problem } from '../platform/problems.ts';
import { activeShares, addShares, removeShare } from '../sharing/index.ts';
import { closeTicket, deleteTicket, editTicket, markRead, markUnread, restoreTicket } from '../tickets/index.ts';
import { escalateTicket, transferTicket, transferTickets, undoTransfer } from '../transfer/index.ts';
import { type Done, doneOutcome, refusedOutcome } from './outcomes.ts';
import { changedFields, editOf, fieldsToRestore, hasTooManyTags, letsWaitAgain, valuesOf } from './rules.ts';
import type { Outcome } from './store.ts';
import type { Undo } from './tables.ts';

type Ticket = TicketAccess['ticket'];

/** Edits a locked ticket and remembers the values that changed. */
async function edit(ctx: Context, ticket: Ticket, change: Omit<TicketEdit, 'version'>): Promise<Done> {
  const before = await stateBefore(ctx, ticket);
  const after = await editTicket(ctx, ticket.id, { version: ticket.version, ...change });
  if (after.version === ticket.version) return null;
  return changed(ctx, ticket.id, before);
}

/** When the agent last read a ticket; null: never. */
async function readAtOf(ctx: Context, number: number): Promise<string | null> {
  const row = await ctx.tx
    .selectFrom('ticket_reading')
    .select('read_at')
    .where('ticket_id', '=', number)
    .where('agent_id', '=', requireAgent(ctx).agentId)
    .executeTakeFirst();
  return row?.read_at.toISOString() ?? null;
}

type Before = { values: Record<string, unknown>; queuedAt: string | null };

const queuedAtOf = async (ctx: Context, number: number): Promise<string | null> =>
  (await queuedSince(ctx, [number])).get(number)?.toISOString() ?? null;

/** What an undo may restore of a locked ticket. */
const stateBefore = async (ctx: Context, ticket: Ticket): Promise<Before> => ({
  values: valuesOf(ticket),
  queuedAt: await queuedAtOf(ctx, ticket.id),
});

async function changed(ctx: Context, number: number, { values: before, queuedAt }: Before): Promise<Done> {
  const row = await ctx.tx.selectFrom('ticket').selectAll().where('id', '=', number).executeTakeFirstOrThrow();
  return { undo: { is: 'fields', fields: changedFields(before, valuesOf(row)), queuedAt } };
}

/** Shares a ticket and remembers the new shares. */
async function share(ctx: Context, number: number, newShares: readonly NewShare[]): Promise<Done> {
  await addShares(ctx, number, newShares);
  const departmentIds = new Set(newShares.map((one) => one.departmentId));
  const added = (await activeShares(ctx, number)).filter((one) => departmentIds.has(one.department_id));
  return { undo: { is: 'shares', shares: added.map(({ id, version }) => ({ id, version })) } };
}

/** Ends the shares that nobody has changed or ended since. */
async function endShares(ctx: Context, number: number, added: readonly { id: number; version: number }[]) {
  const versions = new Map(added.map((one) => [one.id, one.version]));
  const unchanged = (await activeShares(ctx, number)).filter((one) => versions.get(one.id) === one.version);
  if (unchanged.length === 0) throw problem('changed_since');
  for (const { department_id, version } of unchanged) await removeShare(ctx, number, department_id, version);
}

/** Does the action of a batch with one ticket, as the actor of the batch. */
export async function act(ctx: Context, number: number, action: BatchAction): Promise<Done> {
  const { permissions } = requireAgent(ctx);
  const { ticket } = await lockTicket(ctx, number);
  const { version } = ticket;
  switch (action.kind) {
    case 'share':
      return share(ctx, number, action.shares);
    case 'transfer': {
      if (!permissions.has('tickets.batch_transfer'))
        throw problem('not_allowed', { reason: 'tickets.batch_transfer' });
      const { kind: _, ...terms } = action;
      const { id } = await transferTicket(ctx, number, { version, ...terms });
      return { undo: { is: 'transfer', transferId: id } };
    }
    case 'escalate': {
      const { kind: _, ...terms } = action;
      const { id } = await escalateTicket(ctx, number, { version, ...terms });
      return { undo: { is: 'transfer', transferId: id } };
    }
    case 'edit': {
      const change = editOf(action.change, ticket.tags);
      if (hasTooManyTags(ticket.tags, change.tags)) throw problem('too_many_tags');
      return edit(ctx, ticket, change);
    }
    case 'close': {
      if (ticket.base_state === 'closed') return null;
      const before = await stateBefore(ctx, ticket);
      await closeTicket(ctx, number, version);
      return changed(ctx, number, before);
    }
    case 'delete': {
      if (ticket.deleted_at !== null) return null;
      const queuedAt = await queuedAtOf(ctx, number);
      await deleteTicket(ctx, number, version);
      return { undo: { is: 'deleted', queuedAt } };
    }
    case 'restore':
      if (ticket.deleted_at === null) return null;
      await restoreTicket(ctx, number, version);
      return { undo: { is: 'restored' } };
    case 'unread': {
      const readAt = await readAtOf(ctx, number);
      await markUnread(ctx, number);
      return { undo: { is: 'unread', readAt } };
    }
  }
}

/**
 * Does the action of a batch with many tickets in one transaction. Returns their outcomes; null if
 * the action has to be done one by one.
 */
export async function actTogether(
  ctx: Context,
  numbers: readonly number[],
  action: BatchAction,
): Promise<Outcome[] | null> {
  if (action.kind !== 'transfer') return null;
  const { kind: _, accountId, productId, categoryId, keep = 'trace', ...terms } = action;
  const hasCorrections = [accountId, productId, categoryId].some((one) => one !== undefined);
  // A share may be refused for single tickets.
  if (hasCorrections || (keep !== 'trace' && keep !== 'nothing')) return null;
  if (!requireAgent(ctx).permissions.has('tickets.batch_transfer')) return null;
  const outcomes = await transferTickets(ctx, numbers, { ...terms, keep });
  return [...outcomes].map(([number, outcome]) =>
    typeof outcome === 'number'
      ? doneOutcome(number, { undo: { is: 'transfer', transferId: outcome } })
      : refusedOutcome(number, outcome),
  );
}

/**
 * Lets a ticket wait for automatic assignment again, as it did before the batch. It may not have
 * left the queue yet: it then keeps its place.
 */
async function requeue(ctx: Context, number: number, queuedAt: string | null | undefined): Promise<void> {
  if (!queuedAt || (await queuedAtOf(ctx, number)) !== null) return;
  const ticket = await ctx.tx
    .selectFrom('ticket')
    .select(['department_id', 'type', 'assignee_id', 'is_open', 'deleted_at'])
    .where('id', '=', number)
    .executeTakeFirstOrThrow();
  const isFree = ticket.assignee_id === null && ticket.is_open && ticket.deleted_at === null;
  if (isFree && ticket.type === 'public') await waitAgain(ctx, number, ticket.department_id, new Date(queuedAt));
}

/**
 * Takes back what a batch did with one ticket. Fields and shares that were changed since stay as
 * they are.
 */
export async function takeBack(ctx: Context, number: number, undo: Undo): Promise<Done> {
  if (undo.is === 'transfer') {
    await undoTransfer(ctx, undo.transferId, { isLateAllowed: true }).catch((error: unknown) => {
      // Time does not run out here, so it is too late because of what happened since.
      const isChanged = error instanceof Problem && error.code === 'undo_too_late';
      throw isChanged ? problem('changed_since') : error;
    });
    return { undo: null };
  }
  const { ticket } = await lockTicket(ctx, number);
  switch (undo.is) {
    case 'fields': {
      const restored = fieldsToRestore(undo.fields, valuesOf(ticket));
      if (restored === null) throw problem('changed_since');
      const done = await edit(ctx, ticket, restored);
      if (letsWaitAgain(undo.fields, restored)) await requeue(ctx, number, undo.queuedAt);
      return done;
    }
    case 'shares':
      await endShares(ctx, number, undo.shares ?? []);
      return { undo: null };
    case 'deleted': {
      const done = await act(ctx, number, { kind: 'restore' });
      await requeue(ctx, number, undo.queuedAt);
      return done;
    }
    case 'restored':
      return act(ctx, number, { kind: 'delete' });
    case 'unread':
      if (undo.readAt) await markRead(ctx, number, new Date(undo.readAt));
      return { undo: null };
  }
}
