import type { Choice, ChoiceKind } from '@crossdesk/contracts/settings.ts';
import type { TicketEdit } from '@crossdesk/contracts/tickets.ts';
import { isMember } from '../identity/index.ts';
import type { Context } from '../platform/context.ts';
import { fieldProblem, problem } from '../platform/problems.ts';
import { requireChoice } from '../settings/index.ts';
import { validateStatus } from './rules.ts';

const lists = { serviceId: 'service', categoryId: 'category', priorityId: 'priority', productId: 'product' } as const;

/** Values as they are now; a value that stays may belong to a choice that has been disabled since. */
export type CurrentValues = {
  department_id: number;
  status_id: number | null;
  service_id: number | null;
  category_id: number | null;
  priority_id: number | null;
  product_id: number | null;
  assignee_id: number | null;
  justification_id: number | null;
};

/** Refuses a classification that names something unknown, disabled, or an assignee of another department. */
export async function validateClassification(
  ctx: Context,
  given: Omit<TicketEdit, 'version'>,
  current: CurrentValues,
): Promise<{ status: Choice | null; justificationId: number | null }> {
  const now = {
    serviceId: current.service_id,
    categoryId: current.category_id,
    priorityId: current.priority_id,
    productId: current.product_id,
  };
  for (const [field, kind] of Object.entries(lists) as [keyof typeof lists, ChoiceKind][]) {
    const id = given[field];
    if (id) await requireChoice(ctx, kind, id, field, { mayBeDisabled: id === now[field] });
  }
  const isNewAssignee = given.assigneeId !== current.assignee_id;
  if (given.assigneeId && isNewAssignee && !(await isMember(ctx, given.assigneeId, current.department_id))) {
    throw fieldProblem('assigneeId', 'does not belong to the department of the ticket', 'assignee_not_in_department');
  }
  if (given.requesterId) await requireRow(ctx, 'contact', given.requesterId, 'requesterId');
  if (given.accountId) await requireRow(ctx, 'account', given.accountId, 'accountId');
  return checkStatus(ctx, given, current);
}

async function requireRow(ctx: Context, table: 'contact' | 'account', id: number, field: string): Promise<void> {
  const row = await ctx.tx.selectFrom(table).select('id').where('id', '=', id).executeTakeFirst();
  if (!row) throw fieldProblem(field, `is no ${table}`, 'unknown_reference');
}

async function checkStatus(
  ctx: Context,
  given: Pick<TicketEdit, 'statusId' | 'justificationId'>,
  { status_id: currentId, justification_id: before }: CurrentValues,
) {
  const isSame = given.statusId === undefined || given.statusId === currentId;
  const statusId = given.statusId ?? currentId;
  // The same status again keeps its justification.
  if (statusId === null || (isSame && given.justificationId === undefined))
    return { status: null, justificationId: null };
  const status = await requireChoice(ctx, 'status', statusId, 'statusId', { mayBeDisabled: statusId === currentId });
  const justification = given.justificationId
    ? await requireChoice(ctx, 'justification', given.justificationId, 'justificationId', {
        mayBeDisabled: given.justificationId === before,
      })
    : null;
  const verdict = validateStatus(status, justification);
  // A customer's answer that reopens a ticket cannot be asked why.
  const isConsequence = ctx.actor.kind === 'system';
  if (verdict.is === 'refused' && verdict.code === 'justification_required' && isConsequence) {
    return { status, justificationId: null };
  }
  if (verdict.is === 'refused')
    throw problem(verdict.code, { fields: [{ path: '/body/justificationId', message: 'does not fit the status' }] });
  return { status, justificationId: verdict.justificationId };
}
