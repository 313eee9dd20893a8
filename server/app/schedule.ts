import type { Schedule } from '../platform/jobs.ts';

/** Scheduled tasks (crontab expressions, UTC). */
export const schedule: readonly Schedule[] = [
  { task: 'email:poll', cron: '* * * * *' },
  { task: 'email:sweep', cron: '*/10 * * * *' },
  { task: 'mail:expire', cron: '* * * * *' },
  { task: 'sharing:expire', cron: '* * * * *' },
  { task: 'conversation:tidy', cron: '17 3 * * *' },
  { task: 'identity:tidy', cron: '27 3 * * *' },
  { task: 'platform:tidy', cron: '37 3 * * *' },
];
