import { setTimeout as pause } from 'node:timers/promises';
import { isAlive, type ProcessIdentity } from './embedded-postgres-process.ts';

type Log = { info(message: string): void; warn(message: string): void };

/** `current`: the running process. `end`: stops supervising and returns the last process. */
export type Supervisor = { current(): ProcessIdentity; end(): Promise<ProcessIdentity> };

const checkEveryMs = 250;
const longestPauseMs = 30_000;

/**
 * Starts the database again when its process ends although nobody stopped it: at once, then at
 * growing intervals up to half a minute, until it runs.
 */
export function superviseProcess(
  first: ProcessIdentity,
  log: Log,
  restart: () => Promise<ProcessIdentity>,
): Supervisor {
  let current = first;
  let restarting: Promise<void> | null = null;
  const ended = new AbortController();
  const restartUntilRunning = async () => {
    log.warn(`The database (process ${current.pid}) ended unexpectedly and is started again.`);
    for (let attempt = 0; !ended.signal.aborted; attempt++) {
      try {
        current = await restart();
        log.info(`The database is running again (process ${current.pid}).`);
        return;
      } catch (error) {
        const waitMs = Math.min(1000 * 2 ** attempt, longestPauseMs);
        const reason = error instanceof Error ? error.message : String(error);
        log.warn(`The database could not be started. The next attempt is in ${waitMs / 1000} seconds. ${reason}`);
        await pause(waitMs, undefined, { signal: ended.signal }).catch(() => undefined);
      }
    }
  };
  const timer = setInterval(() => {
    if (restarting || isAlive(current)) return;
    restarting = restartUntilRunning().finally(() => {
      restarting = null;
    });
  }, checkEveryMs);
  timer.unref();
  return {
    current: () => current,
    async end() {
      clearInterval(timer);
      ended.abort();
      await restarting;
      return current;
    },
  };
}
