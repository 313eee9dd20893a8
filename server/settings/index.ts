/**
 * Company settings and the lists tickets are classified by.
 * Owns: company, choice, service_department, service_category, category_priority, form_field.
 * Emits: setting.edited. Handles: nothing.
 */
export { createChoice, editChoice } from './choices.ts';
export { editCompany, finishSetup, prepareCompany, requireTimeZone } from './commands.ts';
export { formOf, forms } from './forms.ts';
export { choices, company, firstStatus, relatedChoices, requireChoice, setupState } from './queries.ts';
