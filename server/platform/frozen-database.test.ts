import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEmptyDatabase, type TestDatabase } from '../testing/database.ts';
import { type Database, isDatabaseUnavailable, openDatabase } from './database.ts';
import { openLog } from './log.ts';

/** A connection to the database that can be frozen: it stays open and passes nothing on. */
let proxy: Server;
let isFrozen = false;
const sockets = new Set<Socket>();
let target: TestDatabase;
let database: Database;
beforeAll(async () => {
  target = await createEmptyDatabase();
  const { hostname, port } = new URL(target.url);
  proxy = createServer((client) => {
    const server = connect(Number(port), hostname);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from);
      from.on('data', (data) => {
        if (!isFrozen) to.write(data);
      });
      from.on('error', () => undefined);
      from.on('close', () => to.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const url = new URL(target.url);
  const address = proxy.address();
  url.hostname = '127.0.0.1';
  url.port = String(typeof address === 'object' ? address?.port : 0);
  database = openDatabase(url.href, 2, openLog('silent'), { everyMs: 50, answerMs: 300 });
});
afterAll(async () => {
  await database.close();
  for (const socket of sockets) socket.destroy();
  proxy.close();
  await target.drop();
});

const ask = () => sql<{ one: number }>`select 1 as one`.execute(database.db);

test('a statement ends as unavailable when the database stops answering, and the pool works again afterwards', async () => {
  await Promise.all([ask(), ask()]);
  isFrozen = true;
  const errors = await Promise.all([ask(), ask()].map((one) => one.then(() => null).catch((error: unknown) => error)));
  expect(errors.map(isDatabaseUnavailable)).toEqual([true, true]);
  isFrozen = false;
  await expect.poll(() => ask().then(({ rows }) => rows)).toEqual([{ one: 1 }]);
});

test('a slow statement is not ended, because the database answers others', async () => {
  const { rows } = await sql<{ slept: string }>`select 'done' as slept from pg_sleep(1)`.execute(database.db);
  expect(rows).toEqual([{ slept: 'done' }]);
});
