import type { ProblemTable } from './table.ts';

export const slaProblems = {
  account_has_contract: [409, 'An account already has another contract.'],
} as const satisfies ProblemTable;
