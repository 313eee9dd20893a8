/**
 * What this company has chosen: its name, language and limits, and the lists tickets are classified by.
 * Owns: company, choice. Speaks: setting.edited. Hears: nothing.
 */
export { createChoice, finishSetup, prepareCompany, requireTimeZone } from './commands.ts';
export { requireChoice, choices, company, setupState, firstStatus } from './queries.ts';
