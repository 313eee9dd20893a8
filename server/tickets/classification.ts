import type { Choice, ChoiceKind } from '@crossdesk/contracts/settings.ts';
import type { TicketEdit } from '@crossdesk/contracts/tickets.ts';
import { isMember } from '../identity/index.ts';
import type { Context } from '../platform/context.ts';
import { fieldProblem, problem } from '../platform/problems.ts';
import { requireChoice } from '../settings/index.ts';
import { validateStatus } from './rules.ts';

const lists = { serviceId: 'service', categoryId: 'category', priorityId: 'priority', productId: 'product' } as const;

/** The current values. An unchanged value may refer to a choice that has been disabled since. */
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

/** Refuses classifications that are unknown or disabled, and assignees outside the department. */
export async function validateClassification(
  ctx: Context,
  input: Omit<TicketEdit, 'version'>,
  current: CurrentValues,
): Promise<{ status: Choice | null; justificationId: number | null }> {
  const currentChoices = {
    serviceId: current.service_id,
    categoryId: current.category_id,
    priorityId: current.priority_id,
    productId: current.product_id,
  };
  for (const [field, kind] of Object.entries(lists) as [keyof typeof lists, ChoiceKind][]) {
    const id = input[field];
    if (id) await requireChoice(ctx, kind, id, field, { mayBeDisabled: id === currentChoices[field] });
  }
  const isNewAssignee = input.assigneeId !== current.assignee_id;
  if (input.assigneeId && isNewAssignee && !(await isMember(ctx, input.assigneeId, current.department_id))) {
    throw fieldProblem('assigneeId', "isn't a member of the ticket's department", 'assignee_not_in_department');
  }
  if (input.requesterId) await requireRow(ctx, 'contact', input.requesterId, 'requesterId');
  if (input.accountId) await requireRow(ctx, 'account', input.accountId, 'accountId');
  return checkStatus(ctx, input, current);
}

async function requireRow(ctx: Context, table: 'contact' | 'account', id: number, field: string): Promise<void> {
  const row = await ctx.tx.selectFrom(table).select('id').where('id', '=', id).executeTakeFirst();
  if (!row) throw fieldProblem(field, `is not a known ${table}`, 'unknown_reference');
}

async function checkStatus(
  ctx: Context,
  input: Pick<TicketEdit, 'statusId' | 'justificationId'>,
  { status_id: currentId, justification_id: currentJustificationId }: CurrentValues,
) {
  const isSame = input.statusId === undefined || input.statusId === currentId;
  const statusId = input.statusId ?? currentId;
  // The same status again keeps its justification.
  if (statusId === null || (isSame && input.justificationId === undefined))
    return { status: null, justificationId: null };
  const status = await requireChoice(ctx, 'status', statusId, 'statusId', { mayBeDisabled: statusId === currentId });
  const justification = input.justificationId
    ? await requireChoice(ctx, 'justification', input.justificationId, 'justificationId', {
        mayBeDisabled: input.justificationId === currentJustificationId,
      })
    : null;
  const verdict = validateStatus(status, justification);
  // A status that follows from a customer's message has nobody to ask for a justification.
  const isAutomatic = ctx.actor.kind === 'system';
  if (verdict.is === 'refused' && verdict.code === 'justification_required' && isAutomatic) {
    return { status, justificationId: null };
  }
  if (verdict.is === 'refused')
    throw problem(verdict.code, {
      fields: [{ path: '/body/justificationId', message: "doesn't belong to this status" }],
    });
  return { status, justificationId: verdict.justificationId };
}
