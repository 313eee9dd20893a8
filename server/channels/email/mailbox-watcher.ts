import { setTimeout as delay } from 'node:timers/promises';
import type { Selectable } from 'kysely';
import pg from 'pg';
import { mailboxRow, polledMailboxes } from '../../departments/index.ts';
import { connectionProblem } from '../../platform/connection-error.ts';
import type { Services } from '../../platform/context.ts';
import type { Tables } from '../../platform/database.ts';
import { lockSpaces } from '../../platform/lock-spaces.ts';
import { fetchNewMails } from './imap.ts';
import { closeImap, openFolder, openImap } from './imap-connection.ts';
import { imapAccount } from './mail-accounts.ts';
import { recordRead, storeFetchedMail } from './mailbox-reader.ts';
import { watchRetryMs } from './rules.ts';

type MailboxRow = Selectable<Tables['mailbox']>;

/** How soon new, changed and disabled mailboxes are noticed. */
const defaultReconcileMs = 3_000;
/** How long a connection waits for polling if the server does not support IDLE. */
const withoutIdleMs = 3_000;
/** A connection that lasted this long starts again with the shortest delay. */
const stableMs = 10_000;

/** Settings that need a new connection when they change. Renewed tokens do not. */
const connectionKey = (row: MailboxRow): string =>
  JSON.stringify([row.address, row.imap, row.imap_password, row.oauth_tokens === null, row.oauth_is_revoked]);

/**
 * Keeps a connection to each active IMAP mailbox on which the server announces new mail (IDLE, RFC
 * 2177), so that it is read within seconds. Of several processes one watches a mailbox: the one
 * that holds its advisory lock. Lost connections are opened again with growing delays. Polling
 * every minute covers servers and times without IDLE.
 */
export function startMailboxWatchers(
  services: Services,
  databaseUrl: string,
  { reconcileMs = defaultReconcileMs }: { reconcileMs?: number } = {},
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const watchers = new Map<number, { key: string; stop(): Promise<void> }>();
  let locks: pg.Client | null = null;

  const stopAll = async () => {
    const all = [...watchers.values()];
    watchers.clear();
    await Promise.all(all.map((one) => one.stop()));
  };
  const connectLocks = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: databaseUrl, keepAlive: true });
    // Its locks are lost with the connection.
    const lose = () => {
      if (locks !== client) return;
      locks = null;
      void stopAll();
    };
    client.on('error', lose);
    client.on('end', lose);
    await client.connect();
    return client;
  };
  const release = async (client: pg.Client, id: number) => {
    await watchers.get(id)?.stop();
    watchers.delete(id);
    await client.query('select pg_advisory_unlock($1, $2)', [lockSpaces.mailbox, id]);
  };
  const reconcile = async () => {
    locks ??= await connectLocks();
    const client = locks;
    const rows = new Map((await polledMailboxes(services)).map((row) => [row.id, row]));
    for (const [id, { key }] of watchers) {
      const row = rows.get(id);
      if (!row || connectionKey(row) !== key) await release(client, id);
    }
    for (const [id, row] of rows) {
      if (watchers.has(id) || stopping.signal.aborted || locks !== client) continue;
      const { rows: found } = await client.query<{ is_locked: boolean }>(
        'select pg_try_advisory_lock($1, $2) as is_locked',
        [lockSpaces.mailbox, id],
      );
      if (found[0]?.is_locked) watchers.set(id, startWatcher(services, row));
    }
  };
  const run = async () => {
    while (!stopping.signal.aborted) {
      await reconcile().catch((error: Error) => {
        services.log.warn({ error: error.message }, 'could not update the watched mailboxes');
      });
      await delay(reconcileMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
      await stopAll();
      const client = locks;
      locks = null;
      await client?.end().catch(() => undefined);
    },
  };
}

/** Watches one mailbox until it is stopped, over one connection after the other. */
function startWatcher(services: Services, row: MailboxRow): { key: string; stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const run = async () => {
    for (let failureCount = 0; !signal.aborted; failureCount++) {
      const startedAt = Date.now();
      const error = await watchOnce(services, row, signal).then(
        () => null,
        (reason: unknown) => reason,
      );
      if (signal.aborted) return;
      if (error !== null) await recordRead(services, row, error).catch(() => undefined);
      if (Date.now() - startedAt > stableMs) failureCount = 0;
      const code = error === null ? null : connectionProblem(error).code;
      await delay(watchRetryMs(failureCount, code, Math.random()), undefined, { signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    key: connectionKey(row),
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

/** Reads new mail whenever the server announces it, until the connection or the watch ends. */
async function watchOnce(services: Services, row: MailboxRow, signal: AbortSignal): Promise<void> {
  if (!row.imap) return;
  const { maxMailBytes: maxBytes, privateAddresses: allowance } = services.config;
  const options = { log: services.log, signal, maxBytes, allowance };
  const account = imapAccount(services, row.id, row.imap, row.imap_password);
  const client = await openImap(account, options);
  let isAnnounced = false;
  let wake: () => void = () => undefined;
  const notice = () => {
    isAnnounced = true;
    wake();
  };
  client.on('exists', notice);
  client.on('close', notice);
  signal.addEventListener('abort', notice);
  try {
    await openFolder(client, row.imap.folder);
    await recordRead(services, row, null);
    while (!signal.aborted && client.usable) {
      isAnnounced = false;
      const before = await mailboxRow(services, row.id);
      if (!before) return;
      await fetchNewMails(client, before.imap_mark, storeFetchedMail(services, row), options);
      if (isAnnounced) continue;
      const announced = new Promise<void>((resolve) => {
        wake = resolve;
      });
      // A server may end an IDLE itself, or refuse it; then this connection waits for polling.
      const startedAt = Date.now();
      const idled = client
        .idle()
        .then(() => (Date.now() - startedAt < withoutIdleMs ? delay(withoutIdleMs) : undefined));
      await Promise.race([announced, idled.catch(() => undefined)]);
    }
  } finally {
    signal.removeEventListener('abort', notice);
    await closeImap(client, signal);
  }
}
