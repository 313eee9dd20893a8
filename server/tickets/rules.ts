import type { Change } from '@crossdesk/contracts/history.ts';
import type { TicketPermission } from '@crossdesk/contracts/permissions.ts';
import { type BaseState, type Choice, openStates } from '@crossdesk/contracts/settings.ts';
import type { TicketEdit } from '@crossdesk/contracts/tickets.ts';

/** Which permission each field of an edit needs. */
const permissionByField: Partial<Record<keyof TicketEdit, TicketPermission>> = {
  type: 'ticket.change_type',
  assigneeId: 'ticket.assign',
  statusId: 'ticket.set_status',
  justificationId: 'ticket.set_status',
  solutionDueAt: 'ticket.set_forecast',
};

/** The permissions an edit needs, each once. */
export function permissionsForEdit(edit: TicketEdit): TicketPermission[] {
  const fields = (Object.keys(edit) as (keyof TicketEdit)[]).filter(
    (field) => field !== 'version' && edit[field] !== undefined,
  );
  return [...new Set(fields.map((field) => permissionByField[field] ?? 'ticket.edit'))];
}

export const isOpen = (state: BaseState): boolean => openStates.includes(state);

/** When a ticket counts as resolved: from the moment it first leaves the open states, until it is opened again. */
export function resolvedAt(before: Date | null, state: BaseState, now: Date): Date | null {
  if (isOpen(state)) return null;
  return before ?? now;
}

type StatusVerdict =
  | { is: 'ok'; justificationId: number | null }
  | { is: 'refused'; code: 'justification_required' | 'justification_not_for_status' };

/** A justification belongs to its status, and some statuses ask for one (ZV-34). A new status drops the old justification. */
export function validateStatus(status: Choice, justification: Choice | null): StatusVerdict {
  if (justification && justification.statusId !== status.id)
    return { is: 'refused', code: 'justification_not_for_status' };
  if (status.needsJustification && !justification) return { is: 'refused', code: 'justification_required' };
  return { is: 'ok', justificationId: justification?.id ?? null };
}

const isSameValue = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The fields whose value really changes, before and after; saving the same again is no change. */
export const changesOf = (before: Record<string, unknown>, after: Record<string, unknown>): Change[] =>
  Object.keys(after)
    .filter((field) => after[field] !== undefined && !isSameValue(before[field], after[field]))
    .map((field) => ({ field, before: before[field] ?? null, after: after[field] ?? null }));

/** The state a customer's new message puts a ticket in: waiting and finished tickets come back to work; a cancelled one stays (null: no change). */
export function stateOnCustomerMessage(state: BaseState): BaseState | null {
  return state === 'pending' || state === 'on_hold' || state === 'resolved' || state === 'closed' ? 'open' : null;
}

/** The state an agent's first answer puts a new ticket in (null: no change). */
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

/** Nobody changes what is hidden from them: a field, or the customer behind a mask. */
export function editsHiddenField(
  edit: TicketEdit,
  mask: { hiddenFields: ReadonlySet<string>; isCustomerMasked: boolean } | null,
): boolean {
  if (!mask) return false;
  // Who is on the Cc gets every answer, with the customer's address in it.
  const namesCustomer = [edit.requesterId, edit.accountId, edit.cc].some((value) => value !== undefined);
  if (mask.isCustomerMasked && namesCustomer) return true;
  return (Object.keys(edit) as (keyof TicketEdit)[]).some(
    (field) => edit[field] !== undefined && mask.hiddenFields.has(maskableFields[field] ?? ''),
  );
}
