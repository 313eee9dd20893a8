import type { Change } from '@crossdesk/contracts/history.ts';
import type { TicketPermission } from '@crossdesk/contracts/permissions.ts';
import { type BaseState, type Choice, openStates } from '@crossdesk/contracts/settings.ts';
import type { TicketEdit } from '@crossdesk/contracts/tickets.ts';

/** The permission each field of an edit needs; `ticket.edit` for all others. */
const permissionByField: Partial<Record<keyof TicketEdit, TicketPermission>> = {
  type: 'ticket.change_type',
  assigneeId: 'ticket.assign',
  statusId: 'ticket.set_status',
  justificationId: 'ticket.set_status',
  solutionDueAt: 'ticket.set_forecast',
};

/** The permissions an edit needs, without duplicates. */
export function permissionsForEdit(edit: TicketEdit): TicketPermission[] {
  const fields = (Object.keys(edit) as (keyof TicketEdit)[]).filter(
    (field) => field !== 'version' && edit[field] !== undefined,
  );
  return [...new Set(fields.map((field) => permissionByField[field] ?? 'ticket.edit'))];
}

export const isOpen = (state: BaseState): boolean => openStates.includes(state);

/** When a ticket counts as resolved: when it first leaves the open states, until it is reopened. */
export function resolvedAt(before: Date | null, state: BaseState, now: Date): Date | null {
  if (isOpen(state)) return null;
  return before ?? now;
}

type StatusVerdict =
  | { is: 'ok'; justificationId: number | null }
  | { is: 'refused'; code: 'justification_required' | 'justification_not_for_status' };

/**
 * A justification belongs to its status, and some statuses require one (ZV-34). A new status drops
 * the old justification.
 */
export function validateStatus(status: Choice, justification: Choice | null): StatusVerdict {
  if (justification && justification.statusId !== status.id)
    return { is: 'refused', code: 'justification_not_for_status' };
  if (status.needsJustification && !justification) return { is: 'refused', code: 'justification_required' };
  return { is: 'ok', justificationId: justification?.id ?? null };
}

const isSameValue = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The fields whose values differ, with before and after. */
export const changesOf = (before: Record<string, unknown>, after: Record<string, unknown>): Change[] =>
  Object.keys(after)
    .filter((field) => after[field] !== undefined && !isSameValue(before[field], after[field]))
    .map((field) => ({ field, before: before[field] ?? null, after: after[field] ?? null }));

/**
 * The state after a customer's message: pending and finished tickets reopen, canceled ones stay.
 * Null means no change.
 */
export function stateOnCustomerMessage(state: BaseState): BaseState | null {
  return state === 'pending' || state === 'on_hold' || state === 'resolved' || state === 'closed' ? 'open' : null;
}

type ReopeningRules = { customersReopen: boolean; reopenDays: number | null };
const dayMs = 24 * 60 * 60 * 1000;

/**
 * Whether a customer's answer belongs to a ticket: to an open one always, to a finished one if
 * customers may reopen it and it was finished recently enough. Otherwise it opens a follow-up.
 * `isAnswer` false: automatic mail, comments of agents, and mail of others, which reopen nothing.
 */
export function belongsToTicket(
  ticket: { base_state: BaseState; resolved_at: Date | null },
  { customersReopen, reopenDays }: ReopeningRules,
  now: Date,
  isAnswer: boolean,
): boolean {
  if (ticket.resolved_at === null || isOpen(ticket.base_state)) return true;
  if (isAnswer && !customersReopen) return false;
  return reopenDays === null || now.getTime() - ticket.resolved_at.getTime() <= reopenDays * dayMs;
}

/** The state after an agent's reply: a new ticket becomes open. Null means no change. */
export const stateOnAgentReply = (state: BaseState): BaseState | null => (state === 'new' ? 'open' : null);

const maskableFields: Partial<Record<keyof TicketEdit, string>> = {
  serviceId: 'service',
  categoryId: 'category',
  priorityId: 'priority',
  solutionDueAt: 'solutionForecast',
  cc: 'cc',
  tags: 'tags',
  accountId: 'account',
  productId: 'product',
};

/**
 * Whether an edit touches something hidden from its author: a masked field or the masked customer.
 */
export function editsHiddenField(
  edit: TicketEdit,
  mask: { hiddenFields: ReadonlySet<string>; isCustomerMasked: boolean } | null,
): boolean {
  if (!mask) return false;
  // Everyone on the Cc receives replies, which contain the customer's address. A guessed name in
  // the subject or a tag would be confirmed by being masked.
  const { requesterId, accountId, cc, subject, tags } = edit;
  const namesCustomer = [requesterId, accountId, cc, subject, tags].some((value) => value !== undefined);
  if (mask.isCustomerMasked && namesCustomer) return true;
  return (Object.keys(edit) as (keyof TicketEdit)[]).some(
    (field) => edit[field] !== undefined && mask.hiddenFields.has(maskableFields[field] ?? ''),
  );
}
