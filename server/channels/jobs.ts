import type { Tasks } from '../platform/jobs.ts';
import { emailTasks } from './email/jobs.ts';

/** The tasks of every channel. */
export const channelTasks: Tasks = { ...emailTasks };
