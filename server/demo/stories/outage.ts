import { agentNote, agentReply, colleagueNote, customerMessage, type Line } from '../story.ts';

/** [minutes after the previous line, author, text]; lead is the assignee writing to colleagues. */
type TimedLine = readonly [minutes: number, by: 'customer' | 'agent' | 'lead' | 'colleague', text: string];

const timedLines: readonly TimedLine[] = [
  [
    0,
    'customer',
    "Since 06:52 every call to the Partner API returns HTTP 503. Our shop can't take orders. Are you aware of this? Response times for the last few hours are attached.",
  ],
  [
    4,
    'agent',
    "Thanks for reporting this. We see it too and are working on it. We'll use this conversation as the main thread, and I'll post an update at least every 30 minutes.",
  ],
  [3, 'colleague', 'Gateway is up, but all backends are marked unhealthy. Started 06:51:40.'],
  [5, 'lead', 'Last deployment was yesterday 17:10, so probably not that. Looking at the health checks.'],
  [6, 'colleague', 'Health check times out after 2 s. The database answers pings, but a plain select takes 9 s.'],
  [4, 'lead', 'Connections: 498 of 500 in use. Something is holding them.'],
  [7, 'colleague', '460 of them are from the stock service, all in the same query on order_line.'],
  [
    5,
    'lead',
    'The planner has switched to a sequential scan. Statistics of order_line were refreshed at 06:50 by the nightly job, which ran late.',
  ],
  [
    9,
    'agent',
    "First finding: the database is overloaded by one type of query. We're stopping the service that sends it. Orders should be back first, stock levels later.",
  ],
  [3, 'customer', 'Thanks. Orders matter most, stock can wait an hour.'],
  [6, 'colleague', 'Stock service scaled to zero. Connections falling: 310, 220, 140.'],
  [4, 'lead', 'Gateway: 3 of 8 backends healthy.'],
  [3, 'colleague', '8 of 8. Error rate under 1 %.'],
  [5, 'agent', 'Orders work again since 07:41. Stock levels are still turned off. Could you check on your side?'],
  [8, 'customer', 'Confirmed, the first orders went through. 214 are in our retry queue and draining.'],
  [10, 'agent', 'Please let the queue drain slowly if you can, about 10 per second.'],
  [5, 'customer', 'Throttled to 8 per second.'],
  [
    7,
    'colleague',
    'I want to bring stock back with the old plan. Running analyze with a higher target on a copy first.',
  ],
  [14, 'colleague', 'On the copy: index is used again with statistics target 1000. 4 ms instead of 9 s.'],
  [
    3,
    'lead',
    'Do it on the primary, outside the pool. Keep the stock service at one instance until the plan is confirmed.',
  ],
  [8, 'colleague', 'Done. Plan on the primary is good.'],
  [6, 'colleague', 'Stock service at one instance: p95 38 ms. Going to two.'],
  [
    7,
    'agent',
    'Stock levels are coming back step by step. No data was lost: changes were kept in the queue and are being applied in order.',
  ],
  [11, 'customer', 'We see stock for about half of the products now. Is it safe to turn our own cache off again?'],
  [5, 'agent', 'Please keep it on for another 30 minutes, until the queue is empty.'],
  [9, 'colleague', 'Queue at 18,400, falling by 600 a minute.'],
  [12, 'colleague', 'Two more partners report the same. I pointed them to the status page and noted their numbers.'],
  [6, 'lead', 'Status page updated: orders restored, stock delayed.'],
  [14, 'colleague', 'Queue at 4,100.'],
  [8, 'colleague', 'Queue empty. Four instances, p95 31 ms.'],
  [
    4,
    'agent',
    "Everything is back to normal since 09:58. You can turn your cache off. We'll keep a close eye on it today and send you a written report.",
  ],
  [
    10,
    'customer',
    'All good here as well. Retry queue is empty, two orders failed for other reasons. Looking forward to the report.',
  ],
  [
    35,
    'colleague',
    'Timeline so far: 06:50 statistics, 06:52 first 503, 07:08 cause found, 07:41 orders back, 09:58 all back.',
  ],
  [20, 'lead', 'Why did the nightly job run at 06:50 and not at 02:00?'],
  [15, 'colleague', 'It waited for the backup, which took five hours longer than usual. Storage again.'],
  [
    9,
    'lead',
    'So the root cause is the slow backup, and the trigger was a sample that happened to miss the large partners.',
  ],
  [
    25,
    'colleague',
    'Agreed. I would fix both: higher statistics target for order_line, and the job must not start after 05:00.',
  ],
  [12, 'lead', 'And a connection limit per service, so stock can never take all of them again.'],
  [18, 'colleague', 'Limit is in review: 120 for stock, 200 for orders, the rest shared.'],
  [
    40,
    'colleague',
    'Limit is live on staging. Ran yesterday’s load against it: stock slows down, orders are unaffected.',
  ],
  [
    30,
    'customer',
    'A question for the report: were any webhooks lost between 06:52 and 07:41? Our log shows none in that window.',
  ],
  [
    14,
    'agent',
    'They were delayed, not lost. All 1,906 for your account have been delivered since; the list is attached.',
  ],
  [22, 'customer', 'Thank you, the list matches ours exactly.'],
  [55, 'colleague', 'Limits are live in production.'],
  [16, 'lead', 'Draft of the report is in the shared folder, please read it before I send it.'],
  [28, 'colleague', 'Two remarks: name the time zone, and say plainly that our alert was 9 minutes late.'],
  [10, 'lead', 'Added both, with a section on the alerts.'],
  [19, 'colleague', 'Legal has no objections. Credits according to the contract: one day.'],
  [
    8,
    'agent',
    "The report is attached. In short: a maintenance job ran hours late, the database chose a bad plan for one query, and that query used up all connections. We've limited connections per service, changed the job's schedule and made the alerts faster. You'll get a credit of one day, as agreed in the contract.",
  ],
  [70, 'customer', "One of the best incident reports we have received. I've shared it with our management."],
  [25, 'customer', "They're asking whether this could happen again with another service."],
  [
    30,
    'agent',
    'A service can still slow itself down, but not the others: each has its own share of connections now. We test that every week with a deliberate overload.',
  ],
  [15, 'customer', 'That answers it. Thank you.'],
  [90, 'colleague', 'First weekly overload test: passed. Orders p95 moved from 41 to 44 ms.'],
  [45, 'lead', 'Good. Adding the result to the public status history.'],
  [120, 'colleague', 'Backup duration is back to 2 h since the storage was replaced.'],
  [60, 'lead', 'Remaining: dashboards for connections per service, and the game day with support.'],
  [80, 'colleague', 'Dashboard is there. Colours show usage: green below 60 %, amber below 85 %.'],
  [35, 'colleague', '監視パネルを確認しました。しきい値も問題ありません。'],
  [50, 'lead', 'Game day is planned for next week, Customer Support takes part.'],
  [140, 'customer', 'Could you tell us the date of the game day? We would like to watch our side at the same time.'],
  [25, 'agent', "Sure: Tuesday at 10:00. You'll get a reminder the day before."],
  [30, 'customer', 'Noted. See you then.'],
  [60, 'colleague', "Reminder is set. Runbook printed; the irony isn't lost on me."],
  [45, 'lead', "I'll leave this open until the game day, then it can be closed."],
];

/** A long incident with many participants: more messages than fit on a page. */
export const outage: {
  subject: string;
  lines: readonly Line[];
  /** Minutes from one line to the next; the first is 0. */
  pauses: readonly number[];
} = {
  subject: 'Partner API down: HTTP 503 on all endpoints',
  lines: timedLines.map(([, by, text], index) => {
    if (by === 'customer') return index === 0 ? customerMessage(text, 'chart') : customerMessage(text);
    if (by === 'colleague') return colleagueNote(text);
    if (by === 'lead') return agentNote(text);
    if (text.includes('the list is attached')) return agentReply(text, 'statement');
    return text.startsWith('The report is attached') ? agentReply(text, 'letter') : agentReply(text);
  }),
  pauses: timedLines.map(([minutes]) => minutes),
};
