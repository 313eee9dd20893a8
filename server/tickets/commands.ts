import type { Channel, Ticket, TicketEdit, TicketType } from '@crossdesk/contracts/tickets.ts';
import {
  accessAfterLeaving,
  lockTicket,
  lockTicketFor,
  requirePermission,
  type TicketAccess,
  ticketAccess,
} from '../access/index.ts';
import { requireDepartment } from '../departments/index.ts';
import { type Context, requireAgent } from '../platform/context.ts';
import { emit } from '../platform/events.ts';
import { fieldProblem, Problem, problem } from '../platform/problems.ts';
import { firstStatus } from '../settings/index.ts';
import { validateClassification } from './classification.ts';
import { requireVisibleContact } from './contacts.ts';
import { ticketView } from './queries.ts';
import { requireFieldsAfterEdit } from './required-fields.ts';
import { changesOf, editsHiddenField, isOpen, permissionsForEdit, resolvedAt } from './rules.ts';
import * as store from './store.ts';

/** The fields of a new ticket, with the requester already resolved. */
export type NewTicket = Omit<TicketEdit, 'version' | 'requesterId'> & {
  subject: string;
  requesterId: number;
  departmentId: number;
  channel: Channel;
  mailboxId?: number | null;
  /** The finished ticket that this one continues. */
  followsNumber?: number | null;
};

/** Creates a ticket without messages. Returns its number. */
export async function createTicket(ctx: Context, input: NewTicket): Promise<number> {
  const department = await requireDepartment(ctx, input.departmentId, 'departmentId');
  const { requesterId, ...classification } = input;
  const type: TicketType = input.type ?? 'public';
  const { status, justificationId, defaults } = await validateClassification(ctx, classification, {
    type,
    department_id: department.id,
    status_id: null,
    service_id: null,
    category_id: null,
    priority_id: null,
    product_id: null,
    assignee_id: null,
    justification_id: null,
  });
  const initialStatus = status ?? (await firstStatus(ctx, 'new'));
  const state = initialStatus.baseState ?? 'new';
  const requester = await ctx.tx
    .selectFrom('contact')
    .select('account_id')
    .where('id', '=', requesterId)
    .executeTakeFirst();
  if (!requester) throw fieldProblem('requesterId', 'is not a known contact', 'unknown_reference');
  const row = {
    type,
    subject: input.subject,
    requester_id: requesterId,
    department_id: department.id,
    assignee_id: input.assigneeId ?? null,
    service_id: input.serviceId ?? null,
    category_id: input.categoryId ?? defaults.categoryId ?? null,
    priority_id: input.priorityId ?? defaults.priorityId ?? null,
    status_id: initialStatus.id,
    base_state: state,
    justification_id: justificationId,
    solution_due_at: input.solutionDueAt ? new Date(input.solutionDueAt) : null,
    is_forecast_by_hand: Boolean(input.solutionDueAt),
    cc: JSON.stringify(input.cc ?? []),
    tags: normalizeTags(input.tags ?? []),
    account_id: input.accountId === undefined ? requester.account_id : input.accountId,
    product_id: input.productId ?? null,
    channel: input.channel,
    mailbox_id: input.mailboxId ?? null,
    follows_id: input.followsNumber ?? null,
    created_at: ctx.now,
    updated_at: ctx.now,
    activity_at: ctx.now,
    last_message_at: ctx.now,
    first_responded_at: null,
    resolved_at: resolvedAt(null, state, ctx.now),
    deleted_at: null,
  };
  const { id } = await store.insertTicket(ctx.tx, row);
  await emit(ctx, {
    type: 'ticket.created',
    ticketId: id,
    version: 1,
    changes: changesOf(
      {},
      {
        subject: input.subject,
        type,
        departmentId: department.id,
        statusId: initialStatus.id,
        assigneeId: input.assigneeId ?? undefined,
      },
    ),
    data: {
      baseState: state,
      channel: input.channel,
      accountId: row.account_id,
      priorityId: row.priority_id,
      categoryId: row.category_id,
      serviceId: row.service_id,
      productId: row.product_id,
      tags: row.tags,
      isForecastByHand: row.is_forecast_by_hand,
    },
  });
  if (input.followsNumber) {
    const changes = [{ field: 'followUp', before: null, after: id }];
    await emit(ctx, { type: 'ticket.followed_up', ticketId: input.followsNumber, changes });
  }
  return id;
}

const normalizeTags = (tags: readonly string[]): string[] => [
  ...new Set(tags.map((tag) => tag.trim()).filter(Boolean)),
];

/** Throws `version_conflict` with the current ticket. */
async function requireVersion(ctx: Context, access: TicketAccess, version: number): Promise<void> {
  if (access.ticket.version !== version) throw problem('version_conflict', { current: await ticketView(ctx, access) });
}

/**
 * The ticket after a change. An agent who reassigns a ticket they only saw as its assignee loses
 * access; the change is still made.
 */
async function currentTicketView(ctx: Context, number: number): Promise<Ticket> {
  const access = await ticketAccess(ctx, number).catch((error: unknown) => {
    if (error instanceof Problem && error.code === 'not_found') return accessAfterLeaving(ctx, number);
    throw error;
  });
  return ticketView(ctx, access);
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

/** The values of the fields that an edit can change. */
export function currentFields(access: Pick<TicketAccess, 'ticket'>): Record<string, unknown> {
  const row: Record<string, unknown> = access.ticket;
  return Object.fromEntries(Object.entries(columns).map(([field, column]) => [field, row[column]]));
}

/** Applies a permitted edit. Saving the same values again changes nothing and emits no event. */
export async function applyEdit(ctx: Context, access: TicketAccess, edit: Omit<TicketEdit, 'version'>): Promise<void> {
  const { ticket } = access;
  const { status, justificationId, defaults } = await validateClassification(
    ctx,
    edit,
    ticket,
    access.mask?.hiddenFields,
  );
  const dueAt = edit.solutionDueAt;
  const edited = {
    ...edit,
    ...defaults,
    solutionDueAt: dueAt ? new Date(dueAt) : (dueAt as null | undefined),
    ...(edit.tags ? { tags: normalizeTags(edit.tags) } : {}),
    ...(edit.cc ? { cc: edit.cc.map(({ name, address }) => ({ name, address })) } : {}),
    ...(status ? { statusId: status.id, justificationId } : {}),
  };
  const changes = changesOf(currentFields(access), edited);
  if (changes.length === 0) return;
  const state = status?.baseState ?? ticket.base_state;
  if (isOpen(state) && !isOpen(ticket.base_state) && ctx.actor.kind === 'agent')
    requirePermission(access, 'ticket.reopen');
  await requireFieldsAfterEdit(ctx, access, { ...edited, baseState: state });
  await store.updateTicket(ctx.tx, ticket.id, {
    subject: edited.subject,
    type: edited.type,
    requester_id: edited.requesterId,
    assignee_id: edited.assigneeId,
    service_id: edited.serviceId,
    category_id: edited.categoryId,
    priority_id: edited.priorityId,
    status_id: edited.statusId,
    base_state: state,
    justification_id: edited.justificationId,
    solution_due_at: edited.solutionDueAt,
    cc: edited.cc ? JSON.stringify(edited.cc) : undefined,
    tags: edited.tags,
    account_id: edited.accountId,
    product_id: edited.productId,
    resolved_at: resolvedAt(ticket.resolved_at, state, ctx.now),
    updated_at: ctx.now,
    activity_at: ctx.now,
    ...(edited.solutionDueAt === undefined ? {} : { is_forecast_by_hand: edited.solutionDueAt !== null }),
  });
  await emit(ctx, { type: 'ticket.edited', ticketId: ticket.id, version: ticket.version + 1, changes });
}

/**
 * Edits classification, status or assignee. Each field has its own permission; the edit is all or
 * nothing.
 */
export async function editTicket(ctx: Context, number: number, edit: TicketEdit): Promise<Ticket> {
  const access = await lockTicket(ctx, number);
  for (const permission of permissionsForEdit(edit)) requirePermission(access, permission);
  if (editsHiddenField(edit, access.mask)) throw problem('refused', { reason: 'field_hidden' });
  await requireVersion(ctx, access, edit.version);
  if (edit.requesterId !== undefined) await requireVisibleContact(ctx, edit.requesterId, 'requesterId');
  const { version: _, ...fields } = edit;
  await applyEdit(ctx, access, fields);
  return currentTicketView(ctx, number);
}

/** Sets the status as part of another command, with the same permission. */
export async function setStatus(
  ctx: Context,
  access: TicketAccess,
  status: { statusId: number; justificationId?: number | null },
): Promise<void> {
  requirePermission(access, 'ticket.set_status');
  await applyEdit(ctx, access, status);
}

/** Closes with the check mark (CP-36), using the company's first status with base state closed. */
export async function closeTicket(ctx: Context, number: number, version: number): Promise<Ticket> {
  const access = await lockTicketFor(ctx, number, 'ticket.set_status');
  await requireVersion(ctx, access, version);
  await applyEdit(ctx, access, { statusId: (await firstStatus(ctx, 'closed')).id });
  return currentTicketView(ctx, number);
}

async function setDeleted(ctx: Context, number: number, version: number, deletedAt: Date | null): Promise<Ticket> {
  const access = await lockTicketFor(ctx, number, deletedAt ? 'ticket.delete' : 'ticket.restore');
  await requireVersion(ctx, access, version);
  await store.updateTicket(ctx.tx, number, { deleted_at: deletedAt, updated_at: ctx.now, activity_at: ctx.now });
  await emit(ctx, {
    type: deletedAt ? 'ticket.deleted' : 'ticket.restored',
    ticketId: number,
    version: access.ticket.version + 1,
  });
  return currentTicketView(ctx, number);
}

/** Moves the ticket to the trash (CP-38). */
export const deleteTicket = (ctx: Context, number: number, version: number) =>
  setDeleted(ctx, number, version, ctx.now);

export const restoreTicket = (ctx: Context, number: number, version: number) => setDeleted(ctx, number, version, null);

/** Marks everything up to now, or an earlier time, as read by the agent. */
export async function markRead(ctx: Context, number: number, readAt = ctx.now): Promise<{ ok: true }> {
  await ticketAccess(ctx, number);
  await store.upsertReading(ctx.tx, requireAgent(ctx).agentId, number, readAt);
  return { ok: true };
}

/** Marks the ticket as unread for the agent. */
export async function markUnread(ctx: Context, number: number): Promise<{ ok: true }> {
  const { ticket } = await ticketAccess(ctx, number);
  await store.deleteReading(ctx.tx, requireAgent(ctx).agentId, ticket.id);
  return { ok: true };
}
