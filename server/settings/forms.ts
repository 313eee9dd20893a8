import type { Forms } from '@crossdesk/contracts/forms.ts';
import {
  defaultForm,
  type FieldUse,
  type FormField,
  type FormFieldName,
  type FormName,
  fieldsWithValue,
  formNames,
} from '@crossdesk/contracts/lists/forms.ts';
import type { Context, ReadContext } from '../platform/context.ts';
import { emit } from '../platform/events.ts';
import { fieldProblem } from '../platform/problems.ts';
import * as store from './store.ts';
import './tables.ts';

/** The stored fields of a form, with any field added to Crossdesk since at the end. */
const completeForm = (form: FormName, stored: readonly FormField[]): FormField[] =>
  stored.length === 0
    ? defaultForm(form)
    : [...stored, ...defaultForm(form).filter((one) => !stored.some(({ field }) => field === one.field))];

/** The fields of all forms, in order. */
export async function forms(ctx: Pick<ReadContext, 'db'>): Promise<Forms> {
  const rows = await ctx.db.selectFrom('form_field').selectAll().orderBy('position').execute();
  const fieldsOf = (form: FormName) =>
    completeForm(
      form,
      rows.filter((row) => row.form === form).map(({ field, use }) => ({ field, use })),
    );
  return Object.fromEntries(formNames.map((form) => [form, fieldsOf(form)])) as Forms;
}

/** The fields of one form, in order. */
export const formOf = async (ctx: Pick<ReadContext, 'db'>, form: FormName): Promise<FormField[]> =>
  completeForm(
    form,
    await ctx.db
      .selectFrom('form_field')
      .select(['field', 'use'])
      .where('form', '=', form)
      .orderBy('position')
      .execute(),
  );

/** Replaces the fields of a form. Each field must be there once. */
export async function editForm(
  ctx: Context,
  form: FormName,
  fields: readonly { field: FormFieldName; use: FieldUse }[],
): Promise<Forms> {
  if (new Set(fields.map((one) => one.field)).size < fields.length)
    throw fieldProblem('fields', 'contains a field twice');
  const wrong = fields.findIndex(
    ({ field, use }) => fieldsWithValue.includes(field) && !['hidden', 'optional'].includes(use),
  );
  if (wrong >= 0)
    throw fieldProblem(`fields/${wrong}/use`, 'must be hidden or optional, because there is always a value');
  const before = await formOf(ctx, form);
  await store.replaceForm(ctx.tx, form, fields);
  await emit(ctx, {
    type: 'setting.edited',
    data: { form },
    changes: [{ field: `form.${form}`, before, after: fields }],
  });
  return forms(ctx);
}
