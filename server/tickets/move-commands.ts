import type { Change } from '@crossdesk/contracts/history.ts';
import type { TicketEdit } from '@crossdesk/contracts/tickets.ts';
import type { TicketAccess } from '../access/index.ts';
import type { Context } from '../platform/context.ts';
import { validateClassification } from './classification.ts';
import { currentFields } from './commands.ts';
import { requireFieldsAfterEdit } from './required-fields.ts';
import { changesOf } from './rules.ts';
import * as store from './store.ts';

/** Where a locked ticket goes in a transfer. */
export type TicketMove = {
  ticket: TicketAccess['ticket'];
  departmentId: number;
  assigneeId: number | null;
};
/** Corrections in the same step; fields that are not given stay. */
export type Corrections = Pick<TicketEdit, 'accountId' | 'productId' | 'categoryId'>;
/** What changed in a ticket that was moved, and its new version. */
export type Moved = { changes: Change[]; version: number };

/** Refuses corrections of a ticket that goes to a department. */
export async function validateCorrections(
  ctx: Context,
  ticket: TicketAccess['ticket'],
  departmentId: number,
  { accountId, productId, categoryId }: Corrections,
): Promise<void> {
  const corrections = { accountId, productId, categoryId };
  if (Object.values(corrections).every((value) => value === undefined)) return;
  await validateClassification(ctx, corrections, { ...ticket, department_id: departmentId });
  await requireFieldsAfterEdit(ctx, { ticket, can: null }, corrections);
}

/**
 * Moves locked tickets to departments and responsibles as part of a transfer, without a permission
 * check or event; the responsibles have to be members. They become unread for everybody but the
 * actor. `notePreview`: of the note that was added to each.
 */
export async function moveTickets(
  ctx: Context,
  moves: readonly TicketMove[],
  corrections: Corrections,
  notePreview: string | null,
): Promise<Map<number, Moved>> {
  for (const { ticket, departmentId } of moves) await validateCorrections(ctx, ticket, departmentId, corrections);
  return writeMoves(ctx, moves, corrections, notePreview);
}

/** Moves a locked ticket back where it was, also to an account or choice disabled since. */
export async function moveBack(
  ctx: Context,
  ticketId: number,
  move: Omit<TicketMove, 'ticket'> & Corrections,
): Promise<Moved> {
  const ticket = await ctx.tx.selectFrom('ticket').selectAll().where('id', '=', ticketId).executeTakeFirstOrThrow();
  const { departmentId, assigneeId, ...corrections } = move;
  const moved = await writeMoves(ctx, [{ ticket, departmentId, assigneeId }], corrections, null);
  return moved.get(ticketId) ?? { changes: [], version: ticket.version };
}

async function writeMoves(
  ctx: Context,
  moves: readonly TicketMove[],
  corrections: Corrections,
  notePreview: string | null,
): Promise<Map<number, Moved>> {
  const ids = moves.map((one) => one.ticket.id);
  const readBy = ctx.actor.kind === 'agent' ? ctx.actor.agentId : 0;
  await store.moveTickets(
    ctx.tx,
    moves.map(({ ticket, departmentId, assigneeId }) => ({ id: ticket.id, departmentId, assigneeId })),
    {
      account_id: corrections.accountId,
      product_id: corrections.productId,
      category_id: corrections.categoryId,
      updated_at: ctx.now,
      activity_at: ctx.now,
    },
    notePreview,
  );
  if (notePreview !== null) await store.upsertReadings(ctx.tx, readBy, ids, ctx.now);
  await store.deleteReadingsOfOthers(ctx.tx, ids, readBy);
  return new Map(
    moves.map(({ ticket, ...move }) => {
      const before = { departmentId: ticket.department_id, ...currentFields({ ticket }) };
      return [ticket.id, { changes: changesOf(before, { ...move, ...corrections }), version: ticket.version + 1 }];
    }),
  );
}
