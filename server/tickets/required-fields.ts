import {
  type FormFieldName,
  type FormName,
  formFields,
  formOfChannel,
  missingFields,
  requestFields,
} from '@crossdesk/contracts/lists/forms.ts';
import type { CanMap } from '@crossdesk/contracts/permissions.ts';
import type { BaseState } from '@crossdesk/contracts/settings.ts';
import type { Selectable } from 'kysely';
import type { TicketAccess } from '../access/index.ts';
import type { Context } from '../platform/context.ts';
import type { Tables } from '../platform/database.ts';
import { problem } from '../platform/problems.ts';
import { formOf } from '../settings/index.ts';
import { isOpen } from './rules.ts';

type Row = Selectable<Tables['ticket']>;
type Fields = Pick<
  Row,
  'priority_id' | 'solution_due_at' | 'account_id' | 'service_id' | 'category_id' | 'product_id' | 'cc' | 'tags'
>;

const isFilledIn =
  (row: Fields) =>
  (field: FormFieldName): boolean => {
    switch (field) {
      case 'number':
      case 'type':
        return true;
      case 'solutionForecast':
        return row.solution_due_at !== null;
      case 'cc':
      case 'tags':
        return row[field].length > 0;
      default:
        return row[`${field}_id`] !== null;
    }
  };

function refuse(missing: readonly FormFieldName[], { can }: { can: CanMap | null }): void {
  // Those who may not set the forecast cannot be asked for it.
  const fields = missing
    .filter((field) => field !== 'solutionForecast' || can?.['ticket.set_forecast'] === true)
    .flatMap((field) => (field in requestFields ? [requestFields[field as keyof typeof requestFields]] : []));
  if (fields.length === 0) return;
  throw problem('fields_required', {
    fields: fields.map((field) => ({ path: `/body/${field}`, message: 'is required' })),
  });
}

/**
 * Throws `fields_required`, with all of them, unless a new ticket has what its form requires (C-19,
 * CP-11).
 */
export async function requireFormFields(
  ctx: Context,
  access: Pick<TicketAccess, 'ticket' | 'can'>,
  form: FormName,
): Promise<void> {
  refuse(missingFields(await formOf(ctx, form), isFilledIn(access.ticket)), access);
}

/** The new values of an edit; those that are not given stay. */
type Edited = Partial<{
  baseState: BaseState;
  serviceId: number | null;
  categoryId: number | null;
  priorityId: number | null;
  productId: number | null;
  accountId: number | null;
  solutionDueAt: Date | null | undefined;
  cc: Row['cc'];
  tags: string[];
}>;

const newer = <T>(value: T | undefined, before: T): T => (value === undefined ? before : value);

/**
 * Throws `fields_required` if an agent's edit clears what the ticket's form requires, or resolves
 * or closes a ticket that arrived without it, which email may (C-19).
 */
export async function requireFieldsAfterEdit(
  ctx: Context,
  access: { ticket: Row; can: CanMap | null },
  edited: Edited,
): Promise<void> {
  if (ctx.actor.kind !== 'agent') return;
  const { ticket: before } = access;
  const after: Fields = {
    service_id: newer(edited.serviceId, before.service_id),
    category_id: newer(edited.categoryId, before.category_id),
    priority_id: newer(edited.priorityId, before.priority_id),
    product_id: newer(edited.productId, before.product_id),
    account_id: newer(edited.accountId, before.account_id),
    solution_due_at: newer(edited.solutionDueAt, before.solution_due_at),
    cc: newer(edited.cc, before.cc),
    tags: newer(edited.tags, before.tags),
  };
  const form = formOfChannel(before.channel);
  const isFinished = edited.baseState === 'resolved' || edited.baseState === 'closed';
  const isToBeComplete = form === 'email' && isOpen(before.base_state) && isFinished;
  const [wasFilled, isFilled] = [isFilledIn(before), isFilledIn(after)];
  const isCleared = formFields.some((field) => wasFilled(field) && !isFilled(field));
  if (!isToBeComplete && !isCleared) return;
  const fields = await formOf(ctx, form);
  const missingBefore = isToBeComplete ? [] : missingFields(fields, wasFilled);
  refuse(
    missingFields(fields, isFilled).filter((field) => !missingBefore.includes(field)),
    access,
  );
}
