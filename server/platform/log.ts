import { type Logger, pino } from 'pino';

export type Log = Logger;

/** Paths redacted in log lines. */
const secretPaths = ['password', 'secret', 'token', 'authorization', 'cookie', 'key', 'imap.password'].flatMap(
  (key) => [key, `*.${key}`],
);

/** Logs one JSON line per entry to standard output; `level` is a pino level. */
export const openLog = (level: string): Logger =>
  pino({ level, redact: { paths: secretPaths, censor: '[hidden]' }, timestamp: pino.stdTimeFunctions.isoTime });
