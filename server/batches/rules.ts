import type { BatchAction } from '@crossdesk/contracts/batches.ts';
import type { TicketEdit } from '@crossdesk/contracts/tickets.ts';

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
  return { ...fields, tags: [...new Set([...tags.filter((tag) => !removed.has(tag)), ...addTags])] };
}

/**
 * The fields to set back: those that still have the value the batch gave them. Null: none. A status
 * is restored with its justification.
 */
export function fieldsToRestore(
  changed: Record<string, { before: unknown; after: unknown }>,
  current: Record<string, unknown>,
): Omit<TicketEdit, 'version'> | null {
  const kept = Object.entries(changed).filter(
    ([field, { after }]) => JSON.stringify(current[field]) === JSON.stringify(after),
  );
  if (kept.length === 0) return null;
  const restored = Object.fromEntries(kept.map(([field, { before }]) => [field, before]));
  const { justificationId, ...others } = restored;
  return 'statusId' in restored && justificationId !== undefined ? restored : others;
}

/**
 * Whether restoring these fields may let a ticket wait for automatic assignment again: it does not
 * if somebody else has decided about its assignee since.
 */
export const letsWaitAgain = (
  changed: Record<string, unknown>,
  restored: Pick<TicketEdit, 'assigneeId' | 'statusId'>,
): boolean => ('assigneeId' in changed ? 'assigneeId' in restored : 'statusId' in restored);
