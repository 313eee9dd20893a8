import { runCommand, systemActor } from '../platform/context.ts';
import type { ModuleJobs } from '../platform/module-jobs.ts';
import { assignAfter, assignTask, assignWaiting } from './commands/run.ts';

export const assignmentJobs: ModuleJobs = {
  tasks: {
    /** Assigns further waiting tickets of a department. */
    [assignTask]: (services, payload) =>
      runCommand(services, systemActor('assignment'), (ctx) => assignWaiting(ctx, [Number(payload.departmentId)])),
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
