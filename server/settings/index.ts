/**
 * Company settings and the lists tickets are classified by.
 * Owns: company, choice. Emits: setting.edited. Handles: nothing.
 */
export { createChoice, editCompany, finishSetup, prepareCompany, requireTimeZone } from './commands.ts';
export { choices, company, firstStatus, requireChoice, setupState } from './queries.ts';
