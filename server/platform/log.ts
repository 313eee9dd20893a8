import { type Logger, pino } from 'pino';

export type Log = Logger;

/** Secrets never reach a log line, whatever object carries them. */
const secretPaths = ['password', 'secret', 'token', 'authorization', 'cookie', 'key', 'imap.password'].flatMap(
  (key) => [key, `*.${key}`],
);

/** One JSON line per event on standard output; `level` is one of pino's. */
export const openLog = (level: string): Logger =>
  pino({ level, redact: { paths: secretPaths, censor: '[hidden]' }, timestamp: pino.stdTimeFunctions.isoTime });
