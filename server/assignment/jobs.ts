import { runCommand, systemActor } from '../platform/context.ts';
import type { ModuleJobs } from '../platform/module-jobs.ts';
import { assignAfter, assignTask, assignWaiting, releaseOrphaned, releaseTask } from './commands/run.ts';

export const assignmentJobs: ModuleJobs = {
  tasks: {
    /** Assigns further waiting tickets of a department. */
    [assignTask]: (services, payload) =>
      runCommand(services, systemActor('assignment'), (ctx) => assignWaiting(ctx, [Number(payload.departmentId)])),
    /** Takes further tickets from an agent who left their department or was disabled. */
    [releaseTask]: async (services, payload) => {
      const run = <T>(work: Parameters<typeof runCommand<T>>[2]) =>
        runCommand(services, systemActor('assignment'), work);
      while ((await run((ctx) => releaseOrphaned(ctx, [Number(payload.agentId)]))).length > 0);
      await run((ctx) => assignWaiting(ctx, null));
    },
    /** Every minute: assigns tickets that somebody had locked when it was their turn. */
    'assignment:sweep': (services) =>
      runCommand(services, systemActor('assignment'), (ctx) => assignWaiting(ctx, null)),
  },
  subscribers: [
    {
      /** Assigns tickets when they are created, and waiting ones when somebody may have room. */
      name: 'assignment:assign',
      types: [
        'ticket.created',
        'ticket.edited',
        'ticket.transferred',
        'ticket.escalated',
        'ticket.transfer_undone',
        'ticket.deleted',
        'ticket.restored',
        'message.added',
        'agent.edited',
        'availability.changed',
        'assignment.edited',
        'routing_rule.edited',
      ],
      handle: assignAfter,
    },
  ],
  schedule: [{ task: 'assignment:sweep', cron: '* * * * *' }],
};
