import type { Tasks } from '../platform/jobs.ts';
import { forgetOldTries, warnOwner, warnTask } from './password-tries.ts';

export const identityTasks: Tasks = {
  [warnTask]: (services, payload) => warnOwner(services, String(payload.email)),
  /** Every night. */
  'identity:tidy': (services) => forgetOldTries(services),
};
