import type { ProblemTable } from './table.ts';

export const settingsProblems = {
  setup_done: [409, 'This company is already set up.'],
  setup_link_invalid: [403, 'This setup link is invalid or was already used.'],
  consent_expired: [409, 'This consent has expired or was started in another session. Connect again.'],
} as const satisfies ProblemTable;
