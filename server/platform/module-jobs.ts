import type { Schedule, Tasks } from './jobs.ts';
import type { Subscriber } from './subscribers.ts';

/** Background work of a module: its tasks, its subscribers to events, and its schedule. */
export type ModuleJobs = { tasks: Tasks; subscribers?: readonly Subscriber[]; schedule?: readonly Schedule[] };
