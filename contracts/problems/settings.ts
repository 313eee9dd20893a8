import type { ProblemTable } from './table.ts';

export const settingsProblems = {
  setup_done: [409, 'This company is already set up.'],
  setup_link_invalid: [403, 'This setup link is invalid or was already used.'],
} as const satisfies ProblemTable;
