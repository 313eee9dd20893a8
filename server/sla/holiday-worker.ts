import { parentPort, workerData } from 'node:worker_threads';
import type { Holiday } from '@crossdesk/contracts/sla.ts';
import { readHolidays, UnreadableHolidays } from './ical-holidays.ts';

/** What the thread is started with, and what it answers. */
export type HolidayRequest = { file: string; timeZone: string; now: Date };
export type HolidayAnswer = { holidays: Holiday[] } | { refusal: string };

const { file, timeZone, now } = workerData as HolidayRequest;

function answer(): HolidayAnswer {
  try {
    return { holidays: readHolidays(file, timeZone, now) };
  } catch (error) {
    if (error instanceof UnreadableHolidays) return { refusal: error.message };
    throw error;
  }
}

parentPort?.postMessage(answer());
