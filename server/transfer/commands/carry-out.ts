import type { KeptAccess, TransferKind, TransferTerms } from '@crossdesk/contracts/transfer.ts';
import type { TicketAccess } from '../../access/index.ts';
import { dequeue, queuedSince } from '../../assignment/index.ts';
import { insertHandoverNotes } from '../../conversation/index.ts';
import { type Context, requireAgent } from '../../platform/context.ts';
import { emitAll } from '../../platform/events.ts';
import { problem } from '../../platform/problems.ts';
import { company } from '../../settings/index.ts';
import { endSharesOfOwner, shareWithFormer } from '../../sharing/index.ts';
import { moveTickets } from '../../tickets/index.ts';
import type { Plan } from '../plan.ts';
import * as store from '../store.ts';
import type { Before } from '../tables.ts';

type Ticket = TicketAccess['ticket'];
/** A locked ticket and where it goes. */
export type Move = Pick<Plan, 'kind' | 'outcome' | 'agentId' | 'reason'> & { ticket: Ticket; departmentId: number };
type Terms = Omit<TransferTerms, 'departmentId' | 'agentId' | 'isUnit'>;

const isMove = ({ ticket, departmentId }: Move): boolean => departmentId !== ticket.department_id;

type Ended = Pick<Before, 'endedShareId' | 'endedTraces'>;
type Trace = Awaited<ReturnType<typeof store.readTraces>>[number];

const traceView = (one: Trace): Before['endedTraces'][number] => ({
  departmentId: one.department_id,
  agentId: one.agent_id,
  transferId: one.transfer_id,
  isEscalation: one.is_escalation,
  at: one.created_at.toISOString(),
});

/** Removes the traces of departments that own the tickets now, and of those that keep nothing. */
async function endTraces(ctx: Context, leaving: readonly Move[], keep: KeptAccess): Promise<void> {
  const ended = leaving.flatMap(({ ticket, departmentId }) => [
    { ticketId: ticket.id, departmentId },
    ...(keep === 'nothing' ? [{ ticketId: ticket.id, departmentId: ticket.department_id }] : []),
  ]);
  if (ended.length > 0) await store.deleteTraces(ctx.tx, ended);
}

/**
 * Ends the receivers' shares and traces and gives the former departments what they keep. Returns
 * what an undo has to restore: also traces that the transfer renews.
 */
async function handOver(ctx: Context, moves: readonly Move[], terms: Terms): Promise<Map<number, Ended>> {
  const { keep = 'trace', reason = '' } = terms;
  const traces = await store.readTraces(
    ctx.tx,
    moves.map((one) => one.ticket.id),
  );
  const leaving = moves.filter(isMove);
  const endedShares = new Map<number, number>();
  for (const departmentId of new Set(leaving.map((one) => one.departmentId))) {
    const ids = leaving.filter((one) => one.departmentId === departmentId).map((one) => one.ticket.id);
    for (const [ticketId, shareId] of await endSharesOfOwner(ctx, ids, departmentId))
      endedShares.set(ticketId, shareId);
  }
  await endTraces(ctx, leaving, keep);
  if (leaving.length > 0 && keep !== 'nothing' && keep !== 'trace') {
    if (!(await company(ctx)).isSharingOn) throw problem('sharing_off');
    for (const { ticket, departmentId } of leaving) {
      const to = { departmentId: ticket.department_id, level: keep, reason };
      await shareWithFormer(ctx, { ...ticket, department_id: departmentId }, to);
    }
  }
  return new Map(
    moves.map(({ ticket, departmentId }) => {
      const concerned = [ticket.department_id, departmentId];
      const endedTraces = traces
        .filter((one) => one.ticket_id === ticket.id && concerned.includes(one.department_id))
        .map(traceView);
      return [ticket.id, { endedShareId: endedShares.get(ticket.id) ?? null, endedTraces }];
    }),
  );
}

/**
 * The traces of a transfer: of the department, and of the agents who had or transferred the ticket.
 */
function tracesOf(ctx: Context, ticket: Ticket, kind: TransferKind, transferId: number) {
  const { agentId, memberships } = requireAgent(ctx);
  const isMember = memberships.some((one) => one.departmentId === ticket.department_id);
  const agentIds = new Set([
    ...(ticket.assignee_id === null ? [] : [ticket.assignee_id]),
    ...(isMember ? [agentId] : []),
  ]);
  const row = {
    ticket_id: ticket.id,
    department_id: ticket.department_id,
    transfer_id: transferId,
    is_escalation: kind === 'escalation',
    created_at: ctx.now,
    activity_at: ctx.now,
    is_open: ticket.is_open,
  };
  const personal = [...agentIds].map((id) => ({ ...row, agent_id: id }));
  return kind === 'escalation' || kind === 'reassign' ? personal : [...personal, { ...row, agent_id: null }];
}

/** Lets tickets that have a responsible now, or will get one by hand, no longer wait. */
async function leaveQueue(ctx: Context, moves: readonly Move[]): Promise<void> {
  // The others wait in their new department.
  const gone = moves.filter((one) => one.agentId !== null || one.reason === 'manual').map((one) => one.ticket.id);
  if (gone.length > 0) await dequeue(ctx.tx, gone);
}

/**
 * Moves locked tickets as planned, records the transfers and emits their events, with a number of
 * statements that does not depend on how many there are. `recordChoices` stores the automatic
 * choices, which changes who waits. Returns the ids of the transfers by ticket.
 */
export async function carryOut(
  ctx: Context,
  moves: readonly Move[],
  terms: Terms,
  recordChoices: () => Promise<void> = async () => {},
): Promise<Map<number, number>> {
  if (moves.length === 0) return new Map();
  const actor = requireAgent(ctx);
  const { keep = 'trace', reasonId = null, reason = '', accountId, productId, categoryId } = terms;
  const tickets = moves.map((one) => one.ticket);
  const queued = await queuedSince(
    ctx,
    tickets.map((one) => one.id),
  );
  await recordChoices();
  await leaveQueue(ctx, moves);
  const ended = await handOver(ctx, moves, terms);
  const note = terms.note?.trim() ?? '';
  const notes = note === '' ? null : await insertHandoverNotes(ctx, tickets, note);
  const moved = await moveTickets(
    ctx,
    moves.map((one) => ({ ticket: one.ticket, departmentId: one.departmentId, assigneeId: one.agentId })),
    { accountId, productId, categoryId },
    notes?.preview ?? null,
  );
  const ids = await store.insertTransfers(
    ctx.tx,
    moves.map((move) => {
      const { ticket, kind, outcome, agentId, departmentId } = move;
      const before: Before = {
        accountId: ticket.account_id,
        productId: ticket.product_id,
        categoryId: ticket.category_id,
        queuedAt: queued.get(ticket.id)?.toISOString() ?? null,
        ...(ended.get(ticket.id) ?? { endedShareId: null, endedTraces: [] }),
      };
      return {
        ticket_id: ticket.id,
        kind,
        from_department_id: ticket.department_id,
        from_agent_id: ticket.assignee_id,
        to_department_id: departmentId,
        to_agent_id: agentId,
        by_agent_id: actor.agentId,
        by_name: actor.name,
        reason_id: reasonId,
        reason,
        kept: isMove(move) ? keep : ('nothing' as const),
        outcome,
        before: JSON.stringify(before),
        version_after: moved.get(ticket.id)?.version ?? ticket.version,
        created_at: ctx.now,
        undone_at: null,
      };
    }),
  );
  const idOf = (ticket: Ticket) => ids.get(ticket.id) ?? 0;
  const leavingTraces = moves.filter((move) => !isMove(move) || keep !== 'nothing');
  await store.upsertTraces(
    ctx.tx,
    leavingTraces.flatMap(({ ticket, kind }) => tracesOf(ctx, ticket, kind, idOf(ticket))),
  );
  await emitAll(
    ctx,
    moves.flatMap(({ ticket, departmentId, kind }) => {
      const { changes, version } = moved.get(ticket.id) ?? { changes: [], version: ticket.version };
      return [
        ...[notes?.events.get(ticket.id) ?? []].flat(),
        {
          type: kind === 'escalation' ? ('ticket.escalated' as const) : ('ticket.transferred' as const),
          ticketId: ticket.id,
          version,
          changes: [...changes, { field: 'transfer', before: null, after: { kind, reasonId, reason, kept: keep } }],
          data: { departmentId, fromDepartmentId: ticket.department_id, transferId: idOf(ticket), kind },
        },
      ];
    }),
  );
  return ids;
}
