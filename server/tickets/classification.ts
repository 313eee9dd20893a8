import { defaultChoices, fitsCategory, fitsService, isServiceOffered } from '@crossdesk/contracts/dependent-choices.ts';
import type { Choice } from '@crossdesk/contracts/settings.ts';
import type { TicketEdit, TicketType } from '@crossdesk/contracts/tickets.ts';
import { isMember } from '../identity/index.ts';
import type { Context } from '../platform/context.ts';
import { fieldProblem, problem } from '../platform/problems.ts';
import { relatedChoices, requireChoice } from '../settings/index.ts';
import { validateStatus } from './rules.ts';

const lists = { serviceId: 'service', categoryId: 'category', priorityId: 'priority', productId: 'product' } as const;

/** The current values. An unchanged value may refer to a choice that has been disabled since. */
export type CurrentValues = {
  type: TicketType;
  department_id: number;
  status_id: number | null;
  service_id: number | null;
  category_id: number | null;
  priority_id: number | null;
  product_id: number | null;
  assignee_id: number | null;
  justification_id: number | null;
};

type ListField = keyof typeof lists;
const listFields = Object.keys(lists) as ListField[];

/**
 * Refuses entries that are unknown, disabled, or do not fit: a service the department is not
 * offered, a category of another service, a priority of another category (ZV-21 to ZV-23). Values
 * that stay as they are may have stopped fitting. Fields hidden from the actor are not compared
 * with, because a refusal would reveal them. Returns the defaults for empty fields that are not
 * given.
 */
async function checkChoices(
  ctx: Context,
  input: Omit<TicketEdit, 'version'>,
  current: CurrentValues,
  hiddenFields: ReadonlySet<string>,
): Promise<{ categoryId?: number; priorityId?: number }> {
  const before: Record<ListField, number | null> = {
    serviceId: current.service_id,
    categoryId: current.category_id,
    priorityId: current.priority_id,
    productId: current.product_id,
  };
  const isChanged = (field: ListField) => input[field] !== undefined && input[field] !== before[field];
  if (!listFields.some(isChanged)) return {};
  const after = Object.fromEntries(listFields.map((field) => [field, input[field] ?? null])) as typeof before;
  for (const field of listFields) if (input[field] === undefined) after[field] = before[field];
  const found = await relatedChoices(
    ctx,
    Object.values(after).filter((id) => id !== null),
  );
  const choiceOf = (id: number | null) => found.get(id ?? 0) ?? null;
  for (const field of listFields) {
    if (!isChanged(field) || after[field] === null) continue;
    const choice = choiceOf(after[field]);
    if (choice?.kind === lists[field] && choice.isActive) continue;
    throw fieldProblem(field, `is not an available ${lists[field]}`, 'unknown_reference');
  }
  const service = choiceOf(after.serviceId);
  const category = choiceOf(after.categoryId);
  const priority = choiceOf(after.priorityId);
  const ticket = { departmentId: current.department_id, type: input.type ?? current.type };
  if (service && isChanged('serviceId') && !isServiceOffered(choiceOf, service, ticket))
    throw fieldProblem('serviceId', "isn't offered for this ticket", 'service_not_offered');
  const isCategoryChosen = isChanged('categoryId') || (isChanged('serviceId') && input.categoryId !== undefined);
  if (category && isCategoryChosen && !hiddenFields.has('service') && !fitsService(category, service))
    throw fieldProblem('categoryId', "isn't offered for the service", 'category_not_for_service');
  const isPriorityChosen = isChanged('priorityId') || (isChanged('categoryId') && input.priorityId !== undefined);
  if (priority && isPriorityChosen && !hiddenFields.has('category') && !fitsCategory(priority, category))
    throw fieldProblem('priorityId', "isn't offered for the category", 'priority_not_for_category');
  if (!isChanged('serviceId') && !isChanged('categoryId')) return {};
  const { categoryId, priorityId } = defaultChoices(
    choiceOf,
    after,
    input.categoryId !== undefined || hiddenFields.has('category'),
  );
  const isEmpty = (field: ListField, name: string) => input[field] === undefined && !hiddenFields.has(name);
  return {
    ...(categoryId && isEmpty('categoryId', 'category') ? { categoryId } : {}),
    ...(priorityId && isEmpty('priorityId', 'priority') ? { priorityId } : {}),
  };
}

type CheckedClassification = {
  status: Choice | null;
  justificationId: number | null;
  /** The category and priority that follow from the service and category. */
  defaults: { categoryId?: number; priorityId?: number };
};

/**
 * Refuses classifications that are unknown, disabled or do not fit each other, and assignees
 * outside the department. `hiddenFields`: what a share hides from the actor.
 */
export async function validateClassification(
  ctx: Context,
  input: Omit<TicketEdit, 'version'>,
  current: CurrentValues,
  hiddenFields: ReadonlySet<string> = new Set(),
): Promise<CheckedClassification> {
  const defaults = await checkChoices(ctx, input, current, hiddenFields);
  const isNewAssignee = input.assigneeId !== current.assignee_id;
  if (input.assigneeId && isNewAssignee && !(await isMember(ctx, input.assigneeId, current.department_id))) {
    throw fieldProblem('assigneeId', "isn't a member of the ticket's department", 'assignee_not_in_department');
  }
  if (input.requesterId) await requireRow(ctx, 'contact', input.requesterId, 'requesterId');
  if (input.accountId) await requireRow(ctx, 'account', input.accountId, 'accountId');
  return { ...(await checkStatus(ctx, input, current)), defaults };
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
