import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tasks } from '@crossdesk/server/app/jobs.ts';
import { openServices } from '@crossdesk/server/app/services.ts';
import { agentActor } from '@crossdesk/server/identity/index.ts';
import { readConfig } from '@crossdesk/server/platform/config.ts';
import { readContext, runCommand, type Services } from '@crossdesk/server/platform/context.ts';
import { openLog } from '@crossdesk/server/platform/log.ts';
import { createCustomView, listTickets, listViews, search } from '@crossdesk/server/views/index.ts';
import pg from 'pg';
import { cachedData, copyDatabase } from './cached-data.ts';

/**
 * Measures twenty custom views of which each shows five tickets of a large company, their counts,
 * and searches of every kind: node bench/rare-views.ts --tickets 1000000
 */
const { values } = parseArgs({
  options: { tickets: { type: 'string', default: '100000' }, rounds: { type: 'string', default: '15' } },
});
const rounds = Number(values.rounds);

type Condition = { field: string; operator: string; value: unknown };
const rareCount = 5;

/** Gives five tickets each a rare tag, choice, account or word of the subject. */
async function makeRareTickets(
  url: string,
  ticketCount: number,
): Promise<{ conditions: Condition[]; subjectIds: number[] }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const conditions: Condition[] = [];
  const subjectIds: number[] = [];
  let turn = 0;
  const nextIds = () => {
    turn += 1;
    return Array.from({ length: rareCount }, (_, at) => Math.floor((ticketCount * (at + 0.3)) / rareCount) + turn * 13);
  };
  try {
    for (let at = 0; at < 5; at += 1) {
      await client.query('update ticket set tags = array[$1] where id = any($2)', [`recall-${at}`, nextIds()]);
      conditions.push({ field: 'tags', operator: 'has_any', value: [`recall-${at}`] });
    }
    for (const kind of ['product', 'service', 'category', 'priority']) {
      for (let at = 0; at < 3; at += 1) {
        const choice = await client.query<{ id: number }>(
          `insert into choice (kind, name, position) values ($1, $2, 99) returning id::int`,
          [kind, JSON.stringify({ en: `Rare ${at}` })],
        );
        const id = choice.rows[0]?.id ?? 0;
        await client.query(`update ticket set ${kind}_id = $1 where id = any($2)`, [id, nextIds()]);
        conditions.push({ field: `${kind}Id`, operator: 'is_any', value: [id] });
      }
    }
    const account = await client.query<{ id: number }>(
      `insert into account (name) values ('Rare Ltd') returning id::int`,
    );
    await client.query('update ticket set account_id = $1 where id = any($2)', [account.rows[0]?.id, nextIds()]);
    conditions.push({ field: 'accountId', operator: 'is_any', value: [account.rows[0]?.id] });
    for (const word of ['Zwillingsturm', '火山灰']) {
      const ids = nextIds();
      subjectIds.push(...ids);
      await client.query(`update ticket set subject = subject || ' ' || $1 where id = any($2)`, [word, ids]);
      conditions.push({ field: 'subject', operator: 'contains', value: word });
    }
    await client.query('analyze ticket');
    return { conditions, subjectIds };
  } finally {
    await client.end();
  }
}

async function timed<T>(times: number[], work: () => Promise<T>): Promise<T> {
  const before = performance.now();
  const result = await work();
  times.push(performance.now() - before);
  return result;
}
const percentile = (times: readonly number[], share: number): string =>
  (times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1);
const line = (name: string, times: readonly number[]) =>
  `${name.padEnd(34)} p50 ${percentile(times, 0.5)}  p95 ${percentile(times, 0.95)}  max ${percentile(times, 1)} ms`;

const searches = (ticketCount: number): string[] => [
  'parcel',
  'invoice',
  'rare17',
  'rare17 parcel',
  '"found the parcel"',
  '"the found parcel"',
  'parcel -invoice',
  '請求書',
  '荷物',
  'パスワード',
  'ぱすわーど',
  '「請求書に同じ」',
  'contact77@customer.example',
  `${ticketCount - 5}`,
  'from:somebody',
  'requester:contact77',
  'account:"account 12"',
  'subject:billing',
  'subject:zwillingsturm',
  'tag:vip',
  'tag:recall-1',
  'parcel tag:recall-1',
  'status:closed',
  'is:unread',
  'is:shared parcel',
  'is:open',
  'before:2025-06-01',
  'parcel before:2025-01-01',
  'after:2026-10-01 invoice',
  'assignee:none',
  'department:"Department 7"',
  'department:"Department 7" parcel -tag:vip',
  '-parcel',
  'has:attachment',
  'zwilingsturm',
  'rare17 is:closed',
  'glasses are broken',
  '件名:荷物',
  '状態:未読 請求書',
  'card that i do not recognise',
];

async function measure(
  services: Services,
  agentId: number,
  viewIds: number[],
  ticketCount: number,
  isEverything: boolean,
) {
  const actor = await agentActor(services.db, { agentId });
  if (!actor) throw new Error(`There is no agent ${agentId}.`);
  const ctx = readContext(services, actor, null);
  const views: number[] = [];
  const counts: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const id of viewIds) {
      const page = await timed(views, () => listTickets(ctx, { view: `custom:${id}` }));
      const isComplete = !page.isPartial && page.next === null && (!isEverything || page.items.length === rareCount);
      if (!isComplete) console.log(`  view ${id} shows ${page.items.length} tickets, complete: ${!page.isPartial}`);
    }
  }
  for (let round = 0; round < rounds; round += 1) {
    const { items } = await timed(counts, () => listViews(ctx));
    const wrong = items.filter((one) => one.custom && (one.isPartial || (isEverything && one.count !== rareCount)));
    if (wrong.length > 0 && round === 0) console.log(`  ${wrong.length} views without their right count`);
  }
  console.log(line('twenty views', views));
  console.log(line('counts of all views', counts));
  const all: number[] = [];
  const slow: string[] = [];
  for (const q of searches(ticketCount)) {
    const times: number[] = [];
    let found = 0;
    let isPartial = false;
    for (let round = 0; round < rounds; round += 1) {
      const page = await timed(times, () => search(ctx, { q, limit: 30 }));
      [found, isPartial] = [page.items.length, page.isPartial];
    }
    all.push(...times);
    slow.push(`  ${line(q.slice(0, 30), times)}  ${found} hits${isPartial ? ', partial' : ''}`);
  }
  console.log(slow.join('\n'));
  console.log(line('forty searches', all));
}

const ticketCount = Number(values.tickets);
const data = await cachedData(ticketCount, console.log);
const copy = await copyDatabase(data.url, 'bench_rare');
const dataDir = await mkdtemp(join(tmpdir(), 'crossdesk-bench-'));
const open = await openServices(readConfig({ CROSSDESK_DATA: dataDir, DATABASE_URL: copy.url }), openLog('error'));
try {
  const { services } = open;
  const { conditions, subjectIds } = await makeRareTickets(copy.url, ticketCount);
  for (const ticketId of subjectIds) await tasks['views:index']?.(services, { ticketId }, { count: 1, isLast: false });
  const { rows: admins } = await open.database.pool.query<{ id: number }>(
    `select a.id::int from agent a join profile p on p.id = a.profile_id where p.key = 'admin' and a.email like '%@bench.example' order by a.id limit 1`,
  );
  const { rows: agents } = await open.database.pool.query<{ id: number }>(
    `select a.id::int from agent a join profile p on p.id = a.profile_id where p.key = 'agent' order by a.id limit 1`,
  );
  const admin = await agentActor(services.db, { agentId: admins[0]?.id ?? 0 });
  if (!admin) throw new Error('There is no administrator.');
  const viewIds: number[] = [];
  for (const [index, condition] of conditions.entries()) {
    const body = {
      name: `Rare ${index}`,
      criteria: { match: 'all', conditions: [condition], groups: [] },
      visibility: 'everyone',
    };
    viewIds.push((await runCommand(services, admin, (ctx) => createCustomView(ctx, body as never))).id);
  }
  console.log(`${viewIds.length} views, ${ticketCount} tickets`);
  console.log('an administrator, who reads all tickets');
  await measure(services, admins[0]?.id ?? 0, viewIds, ticketCount, true);
  console.log('an agent of one department');
  await measure(services, agents[0]?.id ?? 0, viewIds, ticketCount, false);
} finally {
  await open.close();
  await copy.drop();
  await data.close();
  await rm(dataDir, { recursive: true, force: true });
}
