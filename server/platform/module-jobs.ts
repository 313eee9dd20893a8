import type { EventType } from '@crossdesk/contracts/events.ts';
import type { Subscriptions } from './events.ts';
import type { Schedule, Tasks } from './jobs.ts';

/** Background work of a module: its tasks, the events that queue them, and their schedule. */
export type ModuleJobs = { tasks: Tasks; subscriptions?: Subscriptions; schedule?: readonly Schedule[] };

/** For each event, the tasks that any of the modules queues with it. */
export function mergeSubscriptions(modules: readonly ModuleJobs[]): Subscriptions {
  const merged: Partial<Record<EventType, string[]>> = {};
  for (const { subscriptions = {} } of modules) {
    for (const [type, tasks] of Object.entries(subscriptions) as [EventType, readonly string[]][]) {
      merged[type] = [...(merged[type] ?? []), ...tasks];
    }
  }
  return merged;
}
