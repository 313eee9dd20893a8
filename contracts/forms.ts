import { type Static, Type } from 'typebox';
import { endpoints } from './endpoint.ts';
import { fieldUses, formFields, formNames } from './lists/forms.ts';

const FormField = Type.Object(
  { field: Type.Enum(formFields), use: Type.Enum(fieldUses) },
  { additionalProperties: false },
);

/** All fields of a form, in the order they are shown. */
const FormFields = Type.Array(FormField, { minItems: formFields.length, maxItems: formFields.length });

/**
 * The forms of the company (ZV-31, C-18, C-19). A ticket shows the fields of the form it was
 * created with, in this order. Required ones must be filled in when it is created, and cannot be
 * cleared. Email is never refused: what its form requires must be filled in before the ticket is
 * resolved or closed.
 */
export const Forms = Type.Object({ desk: FormFields, portal: FormFields, email: FormFields, api: FormFields });
export type Forms = Static<typeof Forms>;

export const formEndpoints = endpoints({
  editForm: {
    method: 'PUT',
    path: '/forms/:form',
    summary: 'Choose the fields of a form, their order, and which are required',
    caller: 'settings.manage',
    params: Type.Object({ form: Type.Enum(formNames) }),
    body: Type.Object({ fields: FormFields }, { additionalProperties: false }),
    response: Forms,
    problems: ['not_allowed'],
  },
});
