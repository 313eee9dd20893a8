import type { Tasks } from '../platform/jobs.ts';
import { deleteOldTries, warnAccountOwner, warnTask } from './password-tries.ts';

export const identityTasks: Tasks = {
  [warnTask]: (services, payload) => warnAccountOwner(services, String(payload.email)),
  /** Nightly. */
  'identity:tidy': (services) => deleteOldTries(services),
};
