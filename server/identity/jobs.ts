import type { Tasks } from '../platform/jobs.ts';
import { forgetOldTries, warnOwner, warnTask } from './password-tries.ts';

export const identityTasks: Tasks = {
  [warnTask]: (house, payload) => warnOwner(house, String(payload.email)),
  /** Every night. */
  'identity:tidy': (house) => forgetOldTries(house),
};
