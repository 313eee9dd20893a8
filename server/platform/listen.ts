import pg from 'pg';
import { type LiveSignal, liveChannel } from './events.ts';
import type { Log } from './log.ts';

/**
 * Listens for committed changes on a separate connection and reconnects if it is lost. Signals sent
 * meanwhile are missed; `onReconnect` is called so that the caller can catch up.
 */
export function listenForChanges(
  log: Log,
  url: string,
  handleSignal: (signal: LiveSignal) => void,
  onReconnect: () => void,
): { close(): Promise<void> } {
  let client: pg.Client | null = null;
  let isClosed = false;
  let retry: NodeJS.Timeout | undefined;
  const connect = async (isReconnect: boolean): Promise<void> => {
    const next = new pg.Client({ connectionString: url, keepAlive: true });
    const reconnect = () => {
      if (isClosed || client !== next) return;
      client = null;
      retry = setTimeout(() => void connect(true), 500);
    };
    client = next;
    next.on('error', reconnect);
    next.on('end', reconnect);
    next.on('notification', ({ payload }) => {
      if (payload) handleSignal(JSON.parse(payload) as LiveSignal);
    });
    try {
      await next.connect();
      await next.query(`listen ${liveChannel}`);
      if (isReconnect) onReconnect();
    } catch (error) {
      log.warn(
        { error: error instanceof Error ? error.message : String(error) },
        'listening for changes waits for the database',
      );
      reconnect();
    }
  };
  void connect(false);
  return {
    close: async () => {
      isClosed = true;
      clearTimeout(retry);
      await client?.end().catch(() => undefined);
    },
  };
}
