import type { Tasks } from '../platform/jobs.ts';
import { tell, tellTask } from './commands/tell.ts';
import { writeNotice, writeTask } from './commands/write.ts';

export const notificationTasks: Tasks = {
  /** Hears of shares, answers, responsibles and messages: tells those whom it concerns. */
  [tellTask]: (house, payload) => tell(house, payload),
  /** Writes the mail or text message of one notification, in the words and language of who gets it. */
  [writeTask]: (house, payload) => writeNotice(house, Number(payload.notificationId)),
};
