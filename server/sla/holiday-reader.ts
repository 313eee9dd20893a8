import { Worker } from 'node:worker_threads';
import type { Holiday } from '@crossdesk/contracts/sla.ts';
import type { HolidayAnswer, HolidayRequest } from './holiday-worker.ts';
import { UnreadableHolidays } from './ical-holidays.ts';

const limitMs = 5_000;
let previous: Promise<unknown> = Promise.resolve();

/** Reads a file in a thread of its own, because some repetitions never end in the library. */
function readInThread(request: HolidayRequest): Promise<Holiday[]> {
  const worker = new Worker(new URL('./holiday-worker.ts', import.meta.url), {
    name: 'holiday reader',
    // No secrets in the environment of a thread that parses a file from outside.
    env: {},
    execArgv: [],
    workerData: request,
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  });
  const { promise, resolve, reject } = Promise.withResolvers<Holiday[]>();
  const tooLong = () => reject(new UnreadableHolidays('contains repetitions that take too long to read'));
  const timer = setTimeout(tooLong, limitMs);
  worker.once('message', (answer: HolidayAnswer) =>
    'holidays' in answer ? resolve(answer.holidays) : reject(new UnreadableHolidays(answer.refusal)),
  );
  worker.once('error', tooLong);
  return promise.finally(() => {
    clearTimeout(timer);
    return worker.terminate();
  });
}

/**
 * The holidays in an iCalendar file, one file at a time. Throws `UnreadableHolidays`, also if
 * reading takes more than five seconds.
 */
export function readHolidayFile(request: HolidayRequest): Promise<Holiday[]> {
  const reading = previous.then(() => readInThread(request));
  previous = reading.catch(() => undefined);
  return reading;
}
