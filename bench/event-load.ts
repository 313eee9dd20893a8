import { parseArgs } from 'node:util';
import { liveChannel } from '@crossdesk/server/platform/events.ts';
import { lockSpaces } from '@crossdesk/server/platform/lock-spaces.ts';
import pg from 'pg';
import { prepareWorkload } from './bench-agents.ts';
import { cachedData, copyDatabase } from './cached-data.ts';
import { percentile } from './load.ts';
import { type RunningServer, startServer } from './server.ts';

// Usage: node bench/event-load.ts [--tickets 10000] [--perSecond 500] [--seconds 60]
// Writes comments and their events directly into the database while two server processes read them.
// Each process is killed once and started again, and the events of one ticket cannot be indexed at
// first. Prints how far the slowest subscriber fell behind, and whether each event took effect
// exactly once.

const { values } = parseArgs({
  options: {
    tickets: { type: 'string', default: '10000' },
    perSecond: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '60' },
  },
});
const [ticketCount, perSecond, seconds] = [Number(values.tickets), Number(values.perSecond), Number(values.seconds)];
/** Every tenth comment mentions an agent, who is notified of it once. */
const mentionInterval = 10;

const data = await cachedData(ticketCount, console.log);
const copy = await copyDatabase(data.url, 'bench_events');
const workload = await prepareWorkload(copy.url, 0);
const connect = async () => {
  const client = new pg.Client({ connectionString: copy.url });
  await client.connect();
  return client;
};
const [writer, observer] = [await connect(), await connect()];

const targets = workload.agents.flatMap((agent) =>
  agent.tickets.map(({ number }) => ({ number, agentId: agent.agentId })),
);
const writeSql = `with opened as materialized (
    select pg_advisory_xact_lock_shared(${lockSpaces.event}, (last_value & 2147483647)::int)::text as locked from event_id_seq
  ), new as (select * from json_to_recordset($1) as new (ticket_id bigint, agent_id bigint, word text)
  ), said as (
    insert into message (ticket_id, kind, visibility, author_kind, author_id, author_name, html, body_text, mention_ids, created_at)
    select ticket_id, 'comment', 'internal', 'system', null, 'Load', '<p>' || word || '</p>', word, case when agent_id is null then '{}' else array[agent_id] end, now()
    from new, opened where locked is not null returning id, ticket_id, mention_ids
  ), recorded as (
    insert into event (type, at, ticket_id, message_id, actor_kind, actor_id, actor_name, request_id, changes, data)
    select 'message.added', clock_timestamp(), ticket_id, id, 'system', null, 'Load', null, '[]',
      json_build_object('kind', 'comment', 'visibility', 'internal', 'isSent', false, 'mentionIds', mention_ids)
    from said order by id returning id, ticket_id
  ) select count(pg_notify('${liveChannel}', json_build_object('type', 'message.added', 'ticketId', ticket_id, 'messageId', id, 'actorId', null,
      'version', 0, 'departmentId', null)::text))::int as count, max(id)::int as last from recorded`;

/** The age in ms of the oldest event that the slowest subscriber has not handled. */
async function lag(): Promise<{ name: string; ms: number }> {
  const { rows } = await observer.query<{ name: string; ms: number }>(
    `select name, coalesce(extract(epoch from clock_timestamp() - (select at from event where id > last_event_id order by id limit 1)) * 1000, 0)::float as ms
     from event_subscriber order by ms desc limit 1`,
  );
  return rows[0] ?? { name: 'none', ms: 0 };
}

const poisoned = targets[0]?.number ?? 0;
await writer.query(`alter table ticket_search add constraint poisoned check (ticket_id <> ${poisoned}) not valid`);

const start = () => startServer('server/app/main.ts', '/readyz', { DATABASE_URL: copy.url });
const servers: RunningServer[] = [await start(), await start()];
const restarts: Promise<unknown>[] = [];
const killAndRestart = (index: number) => {
  const { pid } = servers[index] as RunningServer;
  process.kill(pid, 'SIGKILL');
  console.log(`killed process ${index + 1}`);
  restarts.push(start().then((server) => servers.splice(index, 1, server)));
};

const firstId = Number((await observer.query('select coalesce(max(id), 0)::int as id from event')).rows[0].id);
let written = 0;
let isWriting = true;
const lags: number[] = [];
let slowest = { name: 'none', ms: 0 };
const watching = (async () => {
  while (isWriting || (lags.at(-1) ?? 0) > 0) {
    const now = await lag();
    lags.push(now.ms);
    if (now.ms > slowest.ms) slowest = now;
    await new Promise((done) => setTimeout(done, 50));
  }
})();

const startedAt = performance.now();
const kills = [
  { at: 0.3, index: 0 },
  { at: 0.6, index: 1 },
];
while (performance.now() - startedAt < seconds * 1000) {
  const passed = (performance.now() - startedAt) / 1000;
  if (kills[0] && passed > seconds * kills[0].at) killAndRestart(kills.shift()?.index ?? 0);
  const due = Math.min(Math.floor(passed * perSecond) - written, 200);
  if (due > 0) {
    const rows = Array.from({ length: due }, (_, step) => {
      const turn = written + step;
      const { number, agentId } = targets[(turn * 7919) % targets.length] as (typeof targets)[number];
      return { ticket_id: number, agent_id: turn % mentionInterval === 0 ? agentId : null, word: `turn${turn}` };
    });
    await writer.query({ name: 'write', text: writeSql, values: [JSON.stringify(rows)] });
    written += due;
  }
  await new Promise((done) => setTimeout(done, 5));
}
const writtenPerSecond = written / ((performance.now() - startedAt) / 1000);
isWriting = false;
await watching;
await Promise.all(restarts);

const setAside = await observer.query<{ count: number }>('select count(*)::int as count from event_failure');
await writer.query('alter table ticket_search drop constraint poisoned');
await writer.query("update graphile_worker._private_jobs set run_at = now() where key like 'events:retry:%'");
for (let round = 0; round < 100; round++) {
  const left = await observer.query('select 1 from event_failure limit 1');
  if (left.rowCount === 0) break;
  await new Promise((done) => setTimeout(done, 100));
}

const { rows } = await observer.query<{
  missing: number;
  notified: number;
  expected: number;
  doubled: number;
  failed: number;
}>(
  `with new as (select event.id, event.ticket_id, event.message_id, message.body_text as word, cardinality(message.mention_ids) > 0 as is_mention
     from event join message on message.id = event.message_id where event.id > $1 and event.type = 'message.added'),
   told as (select event_id, agent_id, count(*) as count from notification where event_id > $1 and means = 'app' and kind = 'mentioned' group by event_id, agent_id)
   select (select count(*)::int from new join ticket_search using (ticket_id) where not words @@ to_tsquery('search_words', word)) as missing,
     (select count(*)::int from told) as notified, (select count(*)::int from new where is_mention) as expected,
     (select count(*)::int from told where count > 1) as doubled, (select count(*)::int from event_failure) as failed`,
  [firstId],
);
const sorted = lags.toSorted((a, b) => a - b);
console.log(`${written} events, ${writtenPerSecond.toFixed(0)} a second, two processes, each killed once`);
console.log(
  `behind: median ${percentile(sorted, 0.5).toFixed(0)} ms, p99 ${percentile(sorted, 0.99).toFixed(0)} ms, at most ${slowest.ms.toFixed(0)} ms (${slowest.name})`,
);
console.log(`set aside at first: ${setAside.rows[0]?.count} of ticket ${poisoned}`);
console.log(rows[0]);
for (const server of servers) await server.stop();
await writer.end();
await observer.end();
await copy.drop();
await data.close();
