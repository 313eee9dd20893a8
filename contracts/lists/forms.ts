/** The forms a ticket is created with. `email` also stands for chat and WhatsApp. */
export const formNames = ['desk', 'portal', 'email', 'api'] as const;
export type FormName = (typeof formNames)[number];

/**
 * The fields of a form in their usual order (ZV-31, C-18). Requester and responsible are always
 * shown.
 */
export const formFields = [
  'number',
  'type',
  'priority',
  'solutionForecast',
  'account',
  'service',
  'category',
  'product',
  'cc',
  'tags',
] as const;
export type FormFieldName = (typeof formFields)[number];

/**
 * hidden: not shown. optional, required: shown. either: shown, and at least one of the fields with
 * this use is required.
 */
export const fieldUses = ['hidden', 'optional', 'required', 'either'] as const;
export type FieldUse = (typeof fieldUses)[number];

/** Fields that always have a value, so that they can only be shown or hidden. */
export const fieldsWithValue: readonly FormFieldName[] = ['number', 'type'];

/** The field of a ticket in requests. */
export const requestFields = {
  type: 'type',
  priority: 'priorityId',
  solutionForecast: 'solutionDueAt',
  account: 'accountId',
  service: 'serviceId',
  category: 'categoryId',
  product: 'productId',
  cc: 'cc',
  tags: 'tags',
} as const;

export type FormField = { field: FormFieldName; use: FieldUse };

/** The form of tickets that arrive through a channel. */
export const formOfChannel = (channel: string): FormName =>
  channel === 'agent' ? 'desk' : channel === 'api' || channel === 'portal' ? channel : 'email';

/** What a company starts with: nothing is required, except in the portal (C-19, CP-11). */
export const defaultForm = (form: FormName): FormField[] =>
  formFields.map((field) => ({
    field,
    use:
      form !== 'portal'
        ? 'optional'
        : field === 'account'
          ? 'required'
          : field === 'product' || field === 'category'
            ? 'either'
            : 'optional',
  }));

/** The required fields that are empty, in the order of the form. */
export function missingFields(
  fields: readonly FormField[],
  isFilled: (field: FormFieldName) => boolean,
): FormFieldName[] {
  const either = fields.filter((one) => one.use === 'either');
  const isEitherMissing = either.length > 0 && !either.some((one) => isFilled(one.field));
  return fields
    .filter((one) => (one.use === 'required' && !isFilled(one.field)) || (one.use === 'either' && isEitherMissing))
    .map((one) => one.field);
}
