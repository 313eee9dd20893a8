import { parseArgs } from 'node:util';
import { createRoutingRule, editAssignmentSettings } from '@crossdesk/server/assignment/commands/settings.ts';
import { setAvailability } from '@crossdesk/server/availability/index.ts';
import { createDepartment } from '@crossdesk/server/departments/index.ts';
import { agentActor, createAgent, createApiKey, profileId } from '@crossdesk/server/identity/index.ts';
import { runCommand, systemActor } from '@crossdesk/server/platform/context.ts';
import pg from 'pg';
import { Client } from 'undici';
import { withServices } from './bench-agents.ts';
import { cachedData, copyDatabase } from './cached-data.ts';
import { send } from './load.ts';
import { type RunningServer, startServer } from './server.ts';

// Usage: node bench/assign-load.ts [--tickets 10000] [--agents 20] [--processes 4] [--restless]
// Creates tickets through several server processes at once, in a department that assigns them to
// the agent with the fewest open tickets. With --restless, agents come and go and processes are
// killed meanwhile. Prints how evenly the tickets are spread and whether any rule was broken.

const { values } = parseArgs({
  options: {
    tickets: { type: 'string', default: '10000' },
    agents: { type: 'string', default: '20' },
    processes: { type: 'string', default: '4' },
    restless: { type: 'boolean', default: false },
  },
});
const [ticketCount, agentCount, processCount] = [
  Number(values.tickets),
  Number(values.agents),
  Number(values.processes),
];

const data = await cachedData(10_000, console.log);
const copy = await copyDatabase(data.url, 'bench_assign');
const database = new pg.Client({ connectionString: copy.url });
await database.connect();

/** A department whose agents are all available, and the key of one who creates tickets. */
const { departmentId, agentIds, key, statuses } = await withServices(copy.url, async (services) => {
  const run = <T>(work: Parameters<typeof runCommand<T>>[2]) => runCommand(services, systemActor('bench'), work);
  const department = await run((ctx) => createDepartment(ctx, { name: { en: 'Assigned' } }));
  await run((ctx) => createRoutingRule(ctx, { name: 'All', departmentId: department.id }));
  await run((ctx) => editAssignmentSettings(ctx, department.id, { version: 0, mode: 'least_open' }));
  const ids: number[] = [];
  for (let index = 0; index < agentCount + 1; index++) {
    // The last one creates the tickets and changes the availability of the others.
    const profile = index === agentCount ? ('admin' as const) : ('agent' as const);
    const memberships = index === agentCount ? [] : [{ departmentId: department.id, role: 'agent' as const }];
    const { agent } = await run(async (ctx) =>
      createAgent(ctx, {
        name: `Assigned ${index}`,
        email: `assigned${index}@desk.example`,
        profileId: await profileId(ctx, profile),
        memberships,
      }),
    );
    ids.push(agent.id);
  }
  const { rows } = await database.query<{ id: number; key: string }>(
    'select id::int, key from agent_status where key is not null',
  );
  const byKey = new Map(rows.map((row) => [row.key, row.id]));
  const asAgent = async (agentId: number) => {
    const actor = await agentActor(services.db, { agentId });
    if (!actor) throw new Error(`There is no agent ${agentId}.`);
    return actor;
  };
  for (const id of ids.slice(0, agentCount)) {
    await runCommand(services, await asAgent(id), (ctx) =>
      setAvailability(ctx, id, { statusId: byKey.get('available') ?? 0 }),
    );
  }
  const writer = await asAgent(ids[agentCount] ?? 0);
  const created = await runCommand(services, writer, (ctx) => createApiKey(ctx, 'bench'));
  return { departmentId: department.id, agentIds: ids.slice(0, agentCount), key: created.key, statuses: byKey };
});
// The agents' desks are not open in this benchmark, so nobody counts as disconnected.
await database.query('update company set disconnected_minutes = null');

const start = () => startServer('server/app/main.ts', '/readyz', { DATABASE_URL: copy.url });
const servers: RunningServer[] = [];
for (let index = 0; index < processCount; index++) servers.push(await start());

let sent = 0;
let accepted = 0;
let isCreating = true;
/** Creates tickets on one process after the other; what is not confirmed counts as not created. */
async function create(index: number): Promise<void> {
  while (sent < ticketCount) {
    sent += 1;
    const server = servers[index % servers.length];
    if (!server) continue;
    const client = new Client(server.url);
    const body = {
      subject: `Assigned ${sent}`,
      departmentId,
      requester: { contactId: 1 + (sent % 500) },
      message: { text: 'Please have a look.' },
    };
    const answer = await send(client, { method: 'POST', path: '/api/v1/tickets', key, body }).catch(() => null);
    if (answer?.status === 201) accepted += 1;
    else if (answer && answer.status < 500) throw new Error(answer.body.toString());
    else {
      // The process was killed: another one gets the ticket in a moment.
      sent -= 1;
      await new Promise((done) => setTimeout(done, 100));
    }
    await client.close().catch(() => undefined);
  }
}

/** Agents go away and come back, and each process is killed once. */
async function disturb(): Promise<void> {
  let round = 0;
  while (isCreating) {
    await new Promise((done) => setTimeout(done, 1_000));
    const agentId = agentIds[(round * 7) % agentIds.length] ?? 0;
    const status = round % 2 === 0 ? 'away' : 'available';
    const target = round % 2 === 0 ? agentId : (agentIds[((round - 1) * 7) % agentIds.length] ?? 0);
    const answer = await send(new Client(servers[round % servers.length]?.url ?? ''), {
      method: 'PUT' as 'POST',
      path: `/api/v1/availability/${target}`,
      key,
      body: { statusId: statuses.get(status) },
    }).catch(() => null);
    if (answer && answer.status >= 400 && answer.status < 500) console.log(answer.body.toString());
    if (round % 5 === 4 && round / 5 < processCount) {
      const index = Math.floor(round / 5);
      process.kill(servers[index]?.pid ?? 0, 'SIGKILL');
      console.log(`killed process ${index + 1}`);
      servers[index] = await start();
    }
    round += 1;
  }
  for (const id of agentIds)
    await send(new Client(servers[0]?.url ?? ''), {
      method: 'PUT' as 'POST',
      path: `/api/v1/availability/${id}`,
      key,
      body: { statusId: statuses.get('available') },
    });
}

const before = performance.now();
const disturbing = values.restless ? disturb() : null;
await Promise.all(Array.from({ length: 8 }, (_, index) => create(index)));
const seconds = (performance.now() - before) / 1000;
isCreating = false;
await disturbing;
const waitingSince = performance.now();
for (let round = 0; round < 600; round++) {
  const { rows } = await database.query<{ count: number }>(
    'select count(*)::int as count from ticket where department_id = $1 and assignee_id is null',
    [departmentId],
  );
  if (rows[0]?.count === 0) break;
  await new Promise((done) => setTimeout(done, 100));
}
const { rows } = await database.query<{
  created: number;
  unassigned: number;
  most: number;
  least: number;
  twice: number;
  unavailable: number;
}>(
  `with spread as (select agent_id, (select count(*)::int from ticket where assignee_id = agent_id and department_id = $1) as count
     from unnest($2::bigint[]) agent_id)
   select (select count(*)::int from ticket where department_id = $1) as created,
     (select count(*)::int from ticket where department_id = $1 and assignee_id is null) as unassigned,
     (select max(count) from spread) as most, (select min(count) from spread) as least,
     (select count(*)::int from (select ticket_id from assignment_decision where department_id = $1 and outcome = 'assigned'
       group by 1 having count(*) > 1) again) as twice,
     (select count(*)::int from assignment_decision decision, jsonb_array_elements(candidates) one
       where department_id = $1 and agent_id is not null and (one->>'agentId')::bigint = agent_id and one->>'refusal' is not null) as unavailable`,
  [departmentId, agentIds],
);
console.log(
  `${accepted} tickets confirmed, ${(accepted / seconds).toFixed(0)} a second, ${processCount} processes, ${agentCount} agents`,
);
console.log(`all assigned ${((performance.now() - waitingSince) / 1000).toFixed(1)} s after the last`);
console.log(rows[0]);
for (const server of servers) await server.stop();
await database.end();
await copy.drop();
await data.close();
