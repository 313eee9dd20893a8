import { Worker } from 'node:worker_threads';
import type { Bounce } from './bounce.ts';
import type { ParsedMail } from './parse.ts';

/** A mail as read without the database. `body` is sanitized; inline images still carry their Content-ID. */
export interface MailReading {
  mail: ParsedMail;
  body: { html: string; text: string; quotedHtml: string | null };
  bounce: Bounce | null;
}

/** Longest time one mail may take. An ordinary mail takes a few milliseconds, the worst known one 25 s. */
const limitMs = 60_000;
const memoryMb = 512;

/** The mail took longer than the limit, or more memory, or stopped the thread in another way. */
export class ReadingStopped extends Error {}

export type MailReader = { read(raw: Buffer): Promise<MailReading> };

/**
 * Reads mails in a thread of its own, because a mail is written by anybody: a parser that is slow on some input must not
 * block the requests of this process. Mails are read one after the other. `read` throws ReadingStopped at the limit; the
 * thread is then replaced.
 */
export function createMailReader({
  ms = limitMs,
  threadUrl = new URL('./reader-thread.ts', import.meta.url),
} = {}): MailReader {
  let thread: Worker | null = null;
  let previous: Promise<unknown> = Promise.resolve();
  const readNow = (raw: Buffer): Promise<MailReading> => {
    const used = thread ?? new Worker(threadUrl, { resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
    thread = used;
    return new Promise((resolve, reject) => {
      const finish = () => {
        clearTimeout(timer);
        used.removeAllListeners();
        // A late error of a thread that is being terminated has no other listener.
        used.on('error', () => undefined);
        // An idle thread does not keep the process alive.
        used.unref();
      };
      const stop = (reason: string) => {
        finish();
        thread = null;
        void used.terminate();
        reject(new ReadingStopped(reason));
      };
      const timer = setTimeout(() => stop(`not read within ${ms} ms`), ms);
      used.removeAllListeners();
      used.once('error', (error: Error) => stop(error.message));
      used.once('exit', (code) => stop(`the reading thread ended with code ${code}`));
      used.once('message', (answer: { reading: MailReading } | { error: string }) => {
        finish();
        if ('error' in answer) reject(new ReadingStopped(answer.error));
        else resolve(withBuffers(answer.reading));
      });
      used.ref();
      used.postMessage(raw);
    });
  };
  return {
    read(raw) {
      const reading = previous.then(() => readNow(raw));
      previous = reading.catch(() => undefined);
      return reading;
    },
  };
}

/** The one reader of this process. */
export const mailReader = createMailReader();

/** Between threads a Buffer becomes a Uint8Array. */
function withBuffers(reading: MailReading): MailReading {
  for (const file of reading.mail.attachments) {
    const { buffer, byteOffset, byteLength } = file.content;
    file.content = Buffer.from(buffer, byteOffset, byteLength);
  }
  return reading;
}
