import type { EscalateTerms, Transfer, TransferKind, TransferWrite } from '@crossdesk/contracts/transfer.ts';
import { lockTicketFor, type TicketAccess } from '../../access/index.ts';
import { dequeue, queuedSince } from '../../assignment/index.ts';
import { addNote } from '../../conversation/index.ts';
import { type Context, requireAgent } from '../../platform/context.ts';
import { emit } from '../../platform/events.ts';
import { fieldProblem, Problem, problem } from '../../platform/problems.ts';
import { choices, company, requireChoice } from '../../settings/index.ts';
import { endShareOfOwner, shareWithFormer } from '../../sharing/index.ts';
import { moveTicket, ticket as readTicket, ticketView } from '../../tickets/index.ts';
import { type Plan, plan } from '../plan.ts';
import * as store from '../store.ts';
import { supervisorFor } from '../supervisors.ts';
import type { Before } from '../tables.ts';

/** How long a transfer can be undone. */
export const undoMs = 10_000;

async function requireVersion(ctx: Context, access: TicketAccess, version: number): Promise<void> {
  if (access.ticket.version !== version) throw problem('version_conflict', { current: await ticketView(ctx, access) });
}

/** The ticket as its former holder may see it now, or null. */
async function ticketIfVisible(ctx: Context, number: number) {
  return readTicket(ctx, number).catch((error: unknown) => {
    if (error instanceof Problem && error.code === 'not_found') return null;
    throw error;
  });
}

/** Ends the receiver's share and traces and gives the former department what it keeps. */
async function handOver(ctx: Context, ticket: TicketAccess['ticket'], input: TransferWrite) {
  const { departmentId, keep = 'trace', reason = '' } = input;
  const endedShareId = await endShareOfOwner(ctx, ticket.id, departmentId);
  const endedTraces = await store.deleteTraces(ctx.tx, ticket.id, departmentId);
  if (keep !== 'nothing' && keep !== 'trace') {
    if (!(await company(ctx)).isSharingOn) throw problem('sharing_off');
    const to = { departmentId: ticket.department_id, level: keep, reason };
    await shareWithFormer(ctx, { ...ticket, department_id: departmentId }, to);
  }
  return {
    endedShareId,
    endedTraces: endedTraces.map((one) => ({
      departmentId: one.department_id,
      agentId: one.agent_id,
      transferId: one.transfer_id,
      isEscalation: one.is_escalation,
      at: one.created_at.toISOString(),
    })),
  };
}

/**
 * The traces of a transfer: of the department, and of the agents who had or transferred the ticket.
 */
function tracesOf(ctx: Context, ticket: TicketAccess['ticket'], kind: TransferKind, transferId: number) {
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

/** Moves the ticket as planned, records the transfer and emits its event. */
async function carryOut(
  ctx: Context,
  access: TicketAccess,
  input: TransferWrite,
  { kind, outcome, agentId, reason: waitReason }: Pick<Plan, 'kind' | 'outcome' | 'agentId' | 'reason'>,
): Promise<Transfer> {
  const { ticket } = access;
  const actor = requireAgent(ctx);
  const { departmentId, keep = 'trace', reasonId = null, reason = '' } = input;
  const isMove = departmentId !== ticket.department_id;
  const queuedAt = await queuedSince(ctx, ticket.id);
  // Otherwise the plan has let it wait in its new department.
  if (agentId !== null || waitReason === 'manual') await dequeue(ctx.tx, [ticket.id]);
  const ended = isMove ? await handOver(ctx, ticket, input) : { endedShareId: null, endedTraces: [] };
  const { changes, version } = await moveTicket(ctx, access, {
    departmentId,
    assigneeId: agentId,
    accountId: input.accountId,
    productId: input.productId,
    categoryId: input.categoryId,
  });
  const before: Before = {
    accountId: ticket.account_id,
    productId: ticket.product_id,
    categoryId: ticket.category_id,
    queuedAt: queuedAt?.toISOString() ?? null,
    ...ended,
  };
  const { id } = await store.insertTransfer(ctx.tx, {
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
    kept: isMove ? keep : 'nothing',
    outcome,
    before: JSON.stringify(before),
    version_after: version,
    created_at: ctx.now,
    undone_at: null,
  });
  if (!isMove || keep !== 'nothing') await store.upsertTraces(ctx.tx, tracesOf(ctx, ticket, kind, id));
  await emit(ctx, {
    type: kind === 'escalation' ? 'ticket.escalated' : 'ticket.transferred',
    ticketId: ticket.id,
    version,
    changes: [...changes, { field: 'transfer', before: null, after: { kind, reasonId, reason, kept: keep } }],
    data: { departmentId, fromDepartmentId: ticket.department_id, transferId: id, kind },
  });
  return {
    id,
    outcome,
    agentId,
    reason: waitReason,
    undoUntil: new Date(ctx.now.getTime() + undoMs).toISOString(),
    ticket: await ticketIfVisible(ctx, ticket.id),
  };
}

/**
 * Refuses an unknown reason, and a transfer without one if the company requires it. Where the
 * company has no list of reasons, the text is enough.
 */
async function requireReason(ctx: Context, { ticket }: TicketAccess, input: TransferWrite): Promise<void> {
  const { reasonId = null, reason = '' } = input;
  if (reasonId !== null) await requireChoice(ctx, 'transfer_reason', reasonId, 'reasonId');
  if (reasonId !== null || input.departmentId === ticket.department_id) return;
  if (!(await company(ctx)).isTransferReasonRequired) return;
  const hasList = (await choices(ctx)).some((one) => one.kind === 'transfer_reason' && one.isActive);
  if (hasList || reason.trim() === '')
    throw fieldProblem('reasonId', 'is required for another department', 'reason_required');
}

/**
 * Transfers a ticket to another department, which assigns it or gets a named responsible, or to
 * another member of the same department. Corrections and the note come in the same step.
 */
export async function transferTicket(ctx: Context, number: number, input: TransferWrite): Promise<Transfer> {
  const access = await lockTicketFor(ctx, number, 'ticket.transfer');
  await requireVersion(ctx, access, input.version);
  const note = input.note?.trim() ?? '';
  if (note === '' && input.departmentId !== access.ticket.department_id)
    throw fieldProblem('note', 'is required for another department', 'note_required');
  await requireReason(ctx, access, input);
  const planned = await plan(ctx, access, input, false);
  if (note !== '') await addNote(ctx, access, note);
  return carryOut(ctx, access, input, planned);
}

/**
 * Escalates a ticket to a supervisor of its department: the named one, or the available one with
 * the fewest open tickets.
 */
export async function escalateTicket(
  ctx: Context,
  number: number,
  input: EscalateTerms & { version: number },
): Promise<Transfer> {
  const access = await lockTicketFor(ctx, number, 'ticket.escalate');
  await requireVersion(ctx, access, input.version);
  const chosen = await supervisorFor(ctx, access.ticket, input.agentId ?? null);
  const note = input.note?.trim() ?? '';
  if (note !== '') await addNote(ctx, access, note);
  const { department_id: departmentId } = access.ticket;
  const terms = { version: input.version, departmentId, agentId: chosen, reason: input.reason };
  return carryOut(ctx, access, terms, { kind: 'escalation', outcome: 'named', agentId: chosen, reason: null });
}
