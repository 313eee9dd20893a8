import type { ProblemTable } from './table.ts';

export const identityProblems = {
  bad_credentials: [401, 'Wrong email or password.'],
} as const satisfies ProblemTable;
