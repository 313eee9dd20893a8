import type { Mailbox } from '@crossdesk/contracts/scalars.ts';
import type { BaseState } from '@crossdesk/contracts/settings.ts';
import type { Channel, Ticket, TicketEdit, TicketType } from '@crossdesk/contracts/tickets.ts';
import {
  accessAfterLeaving,
  lockTicket,
  lockTicketFor,
  maskText,
  requirePermission,
  type TicketAccess,
  ticketAccess,
} from '../access/index.ts';
import { requireDepartment } from '../departments/index.ts';
import { type Context, requireAgent, systemActor } from '../platform/context.ts';
import { emit } from '../platform/events.ts';
import { fieldProblem, Problem, problem } from '../platform/problems.ts';
import { firstStatus } from '../settings/index.ts';
import { validateClassification } from './classification.ts';
import { requireVisibleContact } from './contacts.ts';
import { ticketView } from './queries.ts';
import {
  changesOf,
  editsHiddenField,
  permissionsForEdit,
  resolvedAt,
  stateOnAgentReply,
  stateOnCustomerMessage,
} from './rules.ts';
import * as store from './store.ts';

/** What a new ticket is made of, the requester found already. */
export type NewTicket = Omit<TicketEdit, 'version' | 'requesterId'> & {
  subject: string;
  requesterId: number;
  departmentId: number;
  channel: Channel;
  mailboxId?: number | null;
};

/** Opens a ticket without any message yet. Gives its number. */
export async function createTicket(ctx: Context, given: NewTicket): Promise<number> {
  const department = await requireDepartment(ctx, given.departmentId, 'departmentId');
  const { requesterId, ...classification } = given;
  const { status, justificationId } = await validateClassification(ctx, classification, {
    department_id: department.id,
    status_id: null,
    service_id: null,
    category_id: null,
    priority_id: null,
    product_id: null,
    assignee_id: null,
    justification_id: null,
  });
  const first = status ?? (await firstStatus(ctx, 'new'));
  const state = first.baseState ?? 'new';
  const requester = await ctx.tx
    .selectFrom('contact')
    .select('account_id')
    .where('id', '=', requesterId)
    .executeTakeFirst();
  if (!requester) throw fieldProblem('requesterId', 'is no contact', 'unknown_reference');
  const type: TicketType = given.type ?? 'public';
  const { id } = await store.insertTicket(ctx.tx, {
    type,
    subject: given.subject,
    requester_id: requesterId,
    department_id: department.id,
    assignee_id: given.assigneeId ?? null,
    service_id: given.serviceId ?? null,
    category_id: given.categoryId ?? null,
    priority_id: given.priorityId ?? null,
    status_id: first.id,
    base_state: state,
    justification_id: justificationId,
    solution_due_at: given.solutionDueAt ? new Date(given.solutionDueAt) : null,
    is_forecast_by_hand: Boolean(given.solutionDueAt),
    cc: JSON.stringify(given.cc ?? []),
    tags: normalizeTags(given.tags ?? []),
    account_id: given.accountId === undefined ? requester.account_id : given.accountId,
    product_id: given.productId ?? null,
    channel: given.channel,
    mailbox_id: given.mailboxId ?? null,
    created_at: ctx.now,
    updated_at: ctx.now,
    activity_at: ctx.now,
    last_message_at: ctx.now,
    first_responded_at: null,
    resolved_at: resolvedAt(null, state, ctx.now),
    deleted_at: null,
  });
  await emit(ctx, {
    type: 'ticket.created',
    ticketId: id,
    version: 1,
    changes: changesOf(
      {},
      {
        subject: given.subject,
        type,
        departmentId: department.id,
        statusId: first.id,
        assigneeId: given.assigneeId ?? undefined,
      },
    ),
  });
  return id;
}

const normalizeTags = (tags: readonly string[]): string[] => [
  ...new Set(tags.map((tag) => tag.trim()).filter(Boolean)),
];

/** Throws `version_conflict` with the ticket as it is now. */
async function requireVersion(ctx: Context, found: TicketAccess, version: number): Promise<void> {
  if (found.ticket.version !== version) throw problem('version_conflict', { current: await ticketView(ctx, found) });
}

/** The ticket after a change. Whoever hands over a ticket they saw only as its responsible no longer sees it; the change is done all the same. */
async function currentTicketView(ctx: Context, number: number): Promise<Ticket> {
  const found = await ticketAccess(ctx, number).catch((error: unknown) => {
    if (error instanceof Problem && error.code === 'not_found') return accessAfterLeaving(ctx, number);
    throw error;
  });
  return ticketView(ctx, found);
}

const columns = {
  subject: 'subject',
  type: 'type',
  requesterId: 'requester_id',
  assigneeId: 'assignee_id',
  serviceId: 'service_id',
  categoryId: 'category_id',
  priorityId: 'priority_id',
  statusId: 'status_id',
  justificationId: 'justification_id',
  solutionDueAt: 'solution_due_at',
  cc: 'cc',
  tags: 'tags',
  accountId: 'account_id',
  productId: 'product_id',
} as const;

function currentFields(found: TicketAccess): Record<string, unknown> {
  const row: Record<string, unknown> = found.ticket;
  return Object.fromEntries(Object.entries(columns).map(([field, column]) => [field, row[column]]));
}

/** Writes an edit that has been allowed; saving the same values again changes nothing and is no event. */
async function applyEdit(ctx: Context, found: TicketAccess, edit: Omit<TicketEdit, 'version'>): Promise<void> {
  const { ticket } = found;
  const { status, justificationId } = await validateClassification(ctx, edit, ticket);
  const dueAt = edit.solutionDueAt;
  const wanted = {
    ...edit,
    solutionDueAt: dueAt ? new Date(dueAt) : (dueAt as null | undefined),
    ...(edit.tags ? { tags: normalizeTags(edit.tags) } : {}),
    ...(edit.cc ? { cc: edit.cc.map(({ name, address }) => ({ name, address })) } : {}),
    ...(status ? { statusId: status.id, justificationId } : {}),
  };
  const changes = changesOf(currentFields(found), wanted);
  if (changes.length === 0) return;
  const state = status?.baseState ?? ticket.base_state;
  await store.updateTicket(ctx.tx, ticket.id, {
    subject: wanted.subject,
    type: wanted.type,
    requester_id: wanted.requesterId,
    assignee_id: wanted.assigneeId,
    service_id: wanted.serviceId,
    category_id: wanted.categoryId,
    priority_id: wanted.priorityId,
    status_id: wanted.statusId,
    base_state: state,
    justification_id: wanted.justificationId,
    solution_due_at: wanted.solutionDueAt,
    cc: wanted.cc ? JSON.stringify(wanted.cc) : undefined,
    tags: wanted.tags,
    account_id: wanted.accountId,
    product_id: wanted.productId,
    resolved_at: resolvedAt(ticket.resolved_at, state, ctx.now),
    updated_at: ctx.now,
    activity_at: ctx.now,
    ...(wanted.solutionDueAt === undefined ? {} : { is_forecast_by_hand: wanted.solutionDueAt !== null }),
  });
  await emit(ctx, { type: 'ticket.edited', ticketId: ticket.id, version: ticket.version + 1, changes });
}

/** Tags as they are kept: a masked one comes back from its reader as it was shown. */
const unmaskedTags = ({ ticket, mask }: TicketAccess, tags: readonly string[]): string[] =>
  tags.map((tag) => ticket.tags.find((kept) => maskText(mask, kept) === tag) ?? tag);

/** Changes classifications, status or responsible, each field by its own permission; all of it or nothing. */
export async function editTicket(ctx: Context, number: number, edit: TicketEdit): Promise<Ticket> {
  const found = await lockTicket(ctx, number);
  for (const permission of permissionsForEdit(edit)) requirePermission(found, permission);
  if (editsHiddenField(edit, found.mask)) throw problem('refused', { reason: 'field_hidden' });
  await requireVersion(ctx, found, edit.version);
  if (edit.requesterId !== undefined) await requireVisibleContact(ctx, edit.requesterId, 'requesterId');
  const { version: _, ...given } = edit;
  const fields = { ...given, ...(given.tags ? { tags: unmaskedTags(found, given.tags) } : {}) };
  await applyEdit(ctx, found, fields);
  return currentTicketView(ctx, number);
}

/** Sets the status as part of another command, by the same permission. */
export async function setStatus(
  ctx: Context,
  found: TicketAccess,
  status: { statusId: number; justificationId?: number | null },
): Promise<void> {
  requirePermission(found, 'ticket.set_status');
  await applyEdit(ctx, found, status);
}

/** Closes with the check mark (CP-36): the company's first status of the state closed. */
export async function closeTicket(ctx: Context, number: number, version: number): Promise<Ticket> {
  const found = await lockTicketFor(ctx, number, 'ticket.set_status');
  await requireVersion(ctx, found, version);
  await applyEdit(ctx, found, { statusId: (await firstStatus(ctx, 'closed')).id });
  return currentTicketView(ctx, number);
}

async function setDeleted(ctx: Context, number: number, version: number, deletedAt: Date | null): Promise<Ticket> {
  const found = await lockTicketFor(ctx, number, deletedAt ? 'ticket.delete' : 'ticket.restore');
  await requireVersion(ctx, found, version);
  await store.updateTicket(ctx.tx, number, { deleted_at: deletedAt, updated_at: ctx.now, activity_at: ctx.now });
  await emit(ctx, {
    type: deletedAt ? 'ticket.deleted' : 'ticket.restored',
    ticketId: number,
    version: found.ticket.version + 1,
  });
  return currentTicketView(ctx, number);
}

/** Moves to the trash (CP-38). */
export const deleteTicket = (ctx: Context, number: number, version: number) =>
  setDeleted(ctx, number, version, ctx.now);

export const restoreTicket = (ctx: Context, number: number, version: number) => setDeleted(ctx, number, version, null);

/** Remembers that the agent has read everything up to now. */
export async function markRead(ctx: Context, number: number): Promise<{ ok: true }> {
  await ticketAccess(ctx, number);
  await store.upsertReading(ctx.tx, requireAgent(ctx).agentId, number, ctx.now);
  return { ok: true };
}

/** Shows the ticket to the agent as unread again. */
export async function markUnread(ctx: Context, number: number): Promise<{ ok: true }> {
  const { ticket } = await ticketAccess(ctx, number);
  await store.deleteReading(ctx.tx, requireAgent(ctx).agentId, ticket.id);
  return { ok: true };
}

/** Puts the ticket in a state as a consequence, without asking for a permission: a customer's answer reopens, a first reply starts. */
async function applyAutomaticState(ctx: Context, found: TicketAccess, state: BaseState | null): Promise<void> {
  if (state)
    await applyEdit({ ...ctx, actor: systemActor('status') }, found, { statusId: (await firstStatus(ctx, state)).id });
}

/** Notes on the ticket what a new message means for it: activity, preview, first response, and the state that follows. `isQuiet` (automatic mail) changes no state. */
export async function recordMessage(
  ctx: Context,
  found: TicketAccess,
  said: { preview: string; from: 'customer' | 'agent' | 'system'; isPublicReply: boolean; isQuiet: boolean },
): Promise<void> {
  const isFirstResponse = said.from === 'agent' && said.isPublicReply && !found.ticket.first_responded_at;
  await store.recordMessage(ctx.tx, found.ticket.id, {
    preview: said.preview,
    activity_at: ctx.now,
    count: 1,
    ...(isFirstResponse ? { first_responded_at: ctx.now } : {}),
    ...(ctx.actor.kind === 'agent' ? { readBy: ctx.actor.agentId } : {}),
  });
  if (said.isQuiet) return;
  if (said.from === 'customer') await applyAutomaticState(ctx, found, stateOnCustomerMessage(found.ticket.base_state));
  if (said.from === 'agent' && said.isPublicReply)
    await applyAutomaticState(ctx, found, stateOnAgentReply(found.ticket.base_state));
}

/** Takes a message that never left off the count again; if it was the first response, there has been none yet. */
export const recordMessageUndone = (ctx: Context, found: TicketAccess, preview: string, saidAt: Date) =>
  store.recordMessage(ctx.tx, found.ticket.id, {
    preview,
    activity_at: ctx.now,
    count: -1,
    ...(found.ticket.first_responded_at?.getTime() === saidAt.getTime() ? { first_responded_at: null } : {}),
  });

/** Adds people to the ticket's Cc, those who are on it already only once. */
export async function addCc(ctx: Context, found: TicketAccess, people: readonly Mailbox[]): Promise<void> {
  const known = new Set(found.ticket.cc.map((one) => one.address.toLowerCase()));
  const added = people.filter((one) => !known.has(one.address.toLowerCase()) && known.add(one.address.toLowerCase()));
  if (added.length > 0) await applyEdit(ctx, found, { cc: [...found.ticket.cc, ...added].slice(0, 50) });
}
