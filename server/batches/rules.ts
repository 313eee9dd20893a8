import type { BatchAction } from '@crossdesk/contracts/batches.ts';
import { maxTags, type TicketEdit } from '@crossdesk/contracts/tickets.ts';

type EditChange = Extract<BatchAction, { kind: 'edit' }>['change'];

/** The fields of a ticket that a batch can change and an undo restores. */
export const valuesOf = (ticket: {
  status_id: number;
  justification_id: number | null;
  assignee_id: number | null;
  priority_id: number | null;
  tags: string[];
}): Record<string, unknown> => ({
  statusId: ticket.status_id,
  justificationId: ticket.justification_id,
  assigneeId: ticket.assignee_id,
  priorityId: ticket.priority_id,
  tags: ticket.tags,
});

/** The edit of one ticket: the fields given, and its tags with those added and removed. */
export function editOf(change: EditChange, tags: readonly string[]): Omit<TicketEdit, 'version'> {
  const { addTags = [], removeTags = [], ...fields } = change;
  if (addTags.length === 0 && removeTags.length === 0) return fields;
  const removed = new Set(removeTags.map((tag) => tag.trim()));
  return {
    ...fields,
    tags: [...new Set([...tags.filter((tag) => !removed.has(tag)), ...addTags.map((tag) => tag.trim())])],
  };
}

/** Whether a ticket would get more tags than it may have; removing some is always possible. */
export const hasTooManyTags = (before: readonly string[], after: readonly string[] | undefined): boolean =>
  after !== undefined && after.length > Math.max(maxTags, before.length);

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A justification belongs to its status, so they are restored together or not at all. */
const statusFields = ['statusId', 'justificationId'];

type ChangedFields = Record<string, { before: unknown; after: unknown }>;

/** The fields that a batch changed, with their values; the status with its justification. */
export function changedFields(before: Record<string, unknown>, after: Record<string, unknown>): ChangedFields {
  const isChanged = (field: string) => !isSame(before[field], after[field]);
  const fields = Object.keys(before).filter((field) =>
    statusFields.includes(field) ? statusFields.some(isChanged) : isChanged(field),
  );
  return Object.fromEntries(fields.map((field) => [field, { before: before[field], after: after[field] }]));
}

/** The fields to set back: those that still have the value the batch gave them. Null: none. */
export function fieldsToRestore(
  changed: ChangedFields,
  current: Record<string, unknown>,
): Omit<TicketEdit, 'version'> | null {
  const isKept = (field: string) => !(field in changed) || isSame(current[field], changed[field]?.after);
  const kept = Object.entries(changed).filter(([field]) =>
    statusFields.includes(field) ? statusFields.every(isKept) : isKept(field),
  );
  return kept.length === 0 ? null : Object.fromEntries(kept.map(([field, { before }]) => [field, before]));
}

/**
 * Whether restoring these fields may let a ticket wait for automatic assignment again: it does not
 * if somebody else has decided about its assignee since.
 */
export const letsWaitAgain = (
  changed: Record<string, unknown>,
  restored: Pick<TicketEdit, 'assigneeId' | 'statusId'>,
): boolean => ('assigneeId' in changed ? 'assigneeId' in restored : 'statusId' in restored);
