import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { Client } from 'undici';
import { type BenchAgent, prepareWorkload, type Workload, withServices } from './bench-agents.ts';
import { cachedData, copyDatabase } from './cached-data.ts';
import { bareStatements, indexedText, runStatement } from './ceilings.ts';
import { type LiveLoad, liveLoad } from './live-load.ts';
import { type Load, load, send } from './load.ts';
import { type MailLoad, mailLoad } from './mail-load.ts';
import { type Plan, plansOf } from './plans.ts';
import { type Scenario, scenariosOf } from './scenarios.ts';
import { type RunningServer, startServer } from './server.ts';
import { residentBytes, usageOf } from './usage.ts';

export type ScenarioResult = Load & {
  name: string;
  kind: Scenario['kind'];
  serverCpu: number;
  databaseCpu: number;
  /** Writes: units per second, counted until their background work is done as well. */
  perSecondInAll: number | null;
};
export type Ceiling = Load & { name: string };
/** A batch from its start until it is finished. */
export type BatchResult = { tickets: number; seconds: number; refusedCount: number };

/**
 * All results of one data set. `startMs`: from starting the process to its first response. CPU is
 * in cores.
 */
export type SizeReport = {
  tickets: number;
  postgres: string;
  dataSeconds: number | null;
  startMs: number;
  scenarios: ScenarioResult[];
  ceilings: Ceiling[];
  bulkShare: BatchResult;
  batchTransfer: BatchResult;
  mail: MailLoad;
  live: LiveLoad | null;
  serverBytes: number | null;
  databaseBytes: number | null;
  plans: Plan[];
};

export type Options = {
  connections: number;
  secondsEach: number;
  bulkCount: number;
  /** Whether the data set is so small that the planner would prefer sequential scans. */
  isSmall: boolean;
  live: { sockets: number; changesPerSecond: number; seconds: number } | null;
};

type BenchRun = {
  url: string;
  workload: Workload;
  server: RunningServer;
  postgresPid: number;
  options: Options;
  log: (line: string) => void;
};

const criteria = (priorityIds: readonly number[]) => ({
  match: 'all',
  conditions: [
    { field: 'baseState', operator: 'is_any', value: ['new', 'open', 'pending'] },
    { field: 'priorityId', operator: 'is_any', value: priorityIds.slice(0, 2) },
  ],
  groups: [],
});

/** Creates a custom view for each agent. */
async function makeViews(url: string, workload: Workload): Promise<Map<BenchAgent, number>> {
  const client = new Client(url);
  const ids = new Map<BenchAgent, number>();
  for (const agent of workload.agents) {
    const body = { name: 'Open and urgent', criteria: criteria(workload.priorityIds) };
    const answer = await send(client, { method: 'POST', path: '/api/v1/custom-views', body, key: agent.key });
    if (answer.status >= 300) throw new Error(`Could not create a view:  ${answer.body.toString()}`);
    ids.set(agent, (JSON.parse(answer.body.toString()) as { id: number }).id);
  }
  await client.close();
  return ids;
}

/** Waits until events, and jobs due within `aheadSeconds`, are done. */
async function waitUntilIdle(database: pg.Client, aheadSeconds: number): Promise<void> {
  for (let round = 0; round < 2_400; round++) {
    const { rows } = await database.query<{ count: number }>(
      `select count(*)::int as count from (
        select 1 from graphile_worker._private_jobs
          where run_at <= now() + interval '1 second' * ${aheadSeconds} and attempts < max_attempts
        union all select 1 from event_subscriber where last_event_id < (select max(id) from event) limit 1) due`,
    );
    if (rows[0]?.count === 0) return;
    await new Promise((done) => setTimeout(done, 50));
  }
}

const loadOptions = ({ connections, secondsEach }: Options) => ({
  connections,
  seconds: secondsEach,
  warmUpSeconds: Math.min(1, secondsEach / 2),
});

async function measureOne(bench: BenchRun, scenario: Scenario, database: pg.Client): Promise<ScenarioResult> {
  const { server, postgresPid, options } = bench;
  const before = [usageOf(server.pid).cpuSeconds, usageOf(postgresPid).cpuSeconds] as const;
  const from = performance.now();
  const found = await load(server.url, loadOptions(options), scenario.next);
  const seconds = (performance.now() - from) / 1000;
  if (scenario.kind === 'write') await waitUntilIdle(database, 0);
  const secondsInAll = (performance.now() - from) / 1000;
  const cores = (after: number, start: number) => Math.round(((after - start) / secondsInAll) * 100) / 100;
  return {
    name: scenario.name,
    kind: scenario.kind,
    ...found,
    serverCpu: cores(usageOf(server.pid).cpuSeconds, before[0]),
    databaseCpu: cores(usageOf(postgresPid).cpuSeconds, before[1]),
    perSecondInAll:
      scenario.kind === 'write' ? Math.round((found.perSecond * seconds * 100) / secondsInAll) / 100 : null,
  };
}

const resultLine = (name: string, { perSecond, p50, p95, p99, errorCount, firstError }: Load): string =>
  `${name.padEnd(32)} ${String(perSecond).padStart(9)}/s  p50 ${p50}  p95 ${p95}  p99 ${p99} ms${errorCount > 0 ? `  ${errorCount} errors: ${firstError}` : ''}`;

/** Measures the same reads without Crossdesk, on the same data. */
async function measureReadCeilings({ url, workload, options, log }: BenchRun, bytes: number): Promise<Ceiling[]> {
  const spent = loadOptions(options);
  let turn = 0;
  const ticket = () => {
    turn += 1;
    const agent = workload.agents[turn % workload.agents.length];
    return agent?.tickets[(turn * 7) % agent.tickets.length]?.number ?? 0;
  };
  const department = () => workload.busy[turn++ % workload.busy.length]?.departmentId ?? 0;
  const found: Ceiling[] = [];
  const note = (name: string, one: Load) => {
    found.push({ name, ...one });
    log(resultLine(name, one));
  };
  note('SQL: ticket', await runStatement(url, spent, bareStatements.ticket, () => [ticket()]));
  note('SQL: list of 50', await runStatement(url, spent, bareStatements.list, () => [department()]));
  const node = await startServer('bench/bare-server.ts', '/readyz', { DATABASE_URL: url });
  note('node http + pg: ticket', await load(node.url, spent, () => [{ path: `/tickets/${ticket()}` }]));
  note('node http + pg: list of 50', await load(node.url, spent, () => [{ path: `/departments/${department()}` }]));
  await node.stop();
  const fastify = await startServer('bench/bare-server.ts', '/readyz', { KIND: 'fastify', BYTES: String(bytes) });
  note('fastify: as many bytes', await load(fastify.url, spent, () => [{ path: '/answer' }]));
  await fastify.stop();
  return found;
}

async function measureWriteCeilings({ url, workload, options, log }: BenchRun): Promise<Ceiling[]> {
  const spent = loadOptions(options);
  let turn = 0;
  const agent = () => workload.agents[turn++ % workload.agents.length] as BenchAgent;
  const create = await runStatement(url, spent, bareStatements.create, () => [
    agent().departmentId,
    1 + (turn % workload.contactCount),
  ]);
  log(resultLine('SQL: create', create));
  const reply = await runStatement(url, spent, bareStatements.reply, () => {
    const { tickets } = agent();
    return [tickets[(turn * 7) % tickets.length]?.number ?? 0];
  });
  log(resultLine('SQL: reply', reply));
  const fullCreate = await runStatement(url, spent, bareStatements.createWithAllRows, () => {
    const { departmentId, agentId } = agent();
    return [departmentId, 1 + (turn % workload.contactCount), agentId, indexedText.slice(0, 200)];
  });
  log(resultLine('SQL: create with all rows', fullCreate));
  const fullReply = await runStatement(url, spent, bareStatements.replyWithAllRows, () => {
    const { tickets, agentId } = agent();
    return [tickets[(turn * 7) % tickets.length]?.number ?? 0, agentId, indexedText];
  });
  log(resultLine('SQL: reply with all rows', fullReply));
  const move = await runStatement(url, spent, bareStatements.moveWithEvent, () => {
    const { tickets, agentId, departmentId } = agent();
    return [tickets[(turn * 7) % tickets.length]?.number ?? 0, agentId, departmentId];
  });
  log(resultLine('SQL: move with its event', move));
  return [
    { name: 'SQL: move with its event', ...move },
    { name: 'SQL: create', ...create },
    { name: 'SQL: reply', ...reply },
    { name: 'SQL: create with all rows', ...fullCreate },
    { name: 'SQL: reply with all rows', ...fullReply },
  ];
}

/** Runs a batch on tickets of one agent and waits until it is finished. */
async function measureBatch(
  { workload, server, options }: BenchRun,
  action: (departmentId: number) => object,
  part: number,
): Promise<BatchResult> {
  const client = new Client(server.url);
  // The second half, because the first half is shared one by one.
  const byKey = Map.groupBy(workload.unshared.slice(workload.unshared.length / 2), (one) => one.key);
  const [key = '', chosen = []] = [...byKey].toSorted((a, b) => b[1].length - a[1].length)[part] ?? [];
  const numbers = chosen.slice(0, options.bulkCount).map((one) => one.number);
  const from = performance.now();
  const body = { numbers, action: action(chosen[0]?.departmentId ?? 0) };
  const sent = await send(client, { method: 'POST', path: '/api/v1/batches', key, body });
  const { id } = JSON.parse(sent.body.toString()) as { id: number };
  let refusedCount = 0;
  for (let state = 'running'; state === 'running' && performance.now() - from < 120_000; ) {
    await new Promise((done) => setTimeout(done, 50));
    const answer = await send(client, { path: `/api/v1/batches/${id}`, key });
    ({ state, refusedCount } = JSON.parse(answer.body.toString()) as { state: string; refusedCount: number });
  }
  await client.close();
  return { tickets: numbers.length, seconds: Math.round((performance.now() - from) / 10) / 100, refusedCount };
}

const postgresPidOf = (dataDir: string): number =>
  Number(readFileSync(join(realpathSync(join(dataDir, 'postgres')), 'postmaster.pid'), 'utf8').split('\n')[0]);

/** Runs all measurements on a data set of this size. The cached data set itself is not changed. */
export async function measure(
  ticketCount: number,
  options: Options,
  log: (line: string) => void,
  folder?: string,
): Promise<SizeReport> {
  const data = await cachedData(ticketCount, log, folder);
  const copy = await copyDatabase(data.url, 'bench_run');
  const database = new pg.Client({ connectionString: copy.url });
  let server: RunningServer | null = null;
  try {
    await database.connect();
    const shown = await database.query<{ server_version: string }>('show server_version');
    const version = shown.rows[0]?.server_version ?? '';
    const workload = await prepareWorkload(copy.url, Math.min(500, options.live?.sockets ?? 0));
    server = await startServer('server/app/main.ts', '/readyz', { DATABASE_URL: copy.url });
    const { startMs } = server;
    const plans = await plansOf(copy.url, workload, options.isSmall);
    const bench: BenchRun = { url: copy.url, workload, server, postgresPid: postgresPidOf(data.dataDir), options, log };
    const scenarios: ScenarioResult[] = [];
    const ceilings: Ceiling[] = [];
    let serverBytes: number | null = null;
    let bulk: BatchResult = { tickets: 0, seconds: 0, refusedCount: 0 };
    let transfers = bulk;
    const all = scenariosOf(workload, ticketCount, await makeViews(server.url, workload));
    for (const scenario of all) {
      if (scenario.kind === 'write' && ceilings.length === 0) {
        const ticket = scenarios[0]?.bytes ?? 2000;
        ceilings.push(...(await measureReadCeilings(bench, ticket)));
      }
      const found = await measureOne(bench, scenario, database);
      scenarios.push(found);
      log(resultLine(found.name, found));
      serverBytes = Math.max(serverBytes ?? 0, residentBytes(server.pid) ?? 0) || null;
      // Also the replies that can still be undone, so that they do not affect the next scenario.
      if (scenario.kind === 'write') await waitUntilIdle(database, 30);
    }
    const shares = (departmentId: number) => [{ departmentId, reason: 'please look' }];
    bulk = await measureBatch(bench, (departmentId) => ({ kind: 'share', shares: shares(departmentId) }), 0);
    log(`batch share of ${bulk.tickets}: ${bulk.seconds} s, ${bulk.refusedCount} refused`);
    const note = 'Please take these over.';
    transfers = await measureBatch(bench, (departmentId) => ({ kind: 'transfer', departmentId, note }), 1);
    log(`batch transfer of ${transfers.tickets}: ${transfers.seconds} s, ${transfers.refusedCount} refused`);
    const mail = await mailLoad(server.smtpPort, workload.mailboxes, database, {
      connections: options.connections,
      seconds: options.secondsEach,
    });
    log(`${resultLine('mail in over SMTP', mail)}, all of them tickets ${mail.drainSeconds} s later`);
    serverBytes = Math.max(serverBytes ?? 0, residentBytes(server.pid) ?? 0) || null;
    const plan = options.live;
    if (plan) {
      // A fresh process, so that the memory of the connections can be measured.
      await server.stop();
      server = await startServer('server/app/main.ts', '/readyz', { DATABASE_URL: copy.url });
    }
    const { url, pid } = server;
    const live = plan
      ? await withServices(copy.url, (services) => liveLoad({ url, pid }, services, workload, plan))
      : null;
    if (live)
      log(
        `live: ${live.sockets} clients, ${live.heardCount} of ${live.expectedCount} received,  p50 ${live.p50}  p95 ${live.p95} ms`,
      );
    const databaseBytes = usageOf(bench.postgresPid).memoryBytes;
    await server.stop();
    server = null;
    ceilings.push(...(await measureWriteCeilings(bench)));
    return {
      tickets: ticketCount,
      postgres: version,
      dataSeconds: data.isNew ? Math.round(data.seconds * 10) / 10 : null,
      startMs: Math.round(startMs),
      scenarios,
      ceilings,
      bulkShare: bulk,
      batchTransfer: transfers,
      mail,
      live,
      serverBytes,
      databaseBytes,
      plans,
    };
  } finally {
    await server?.stop();
    await database.end();
    await copy.drop();
    await data.close();
  }
}
