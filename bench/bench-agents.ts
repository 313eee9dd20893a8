import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openServices } from '@crossdesk/server/app/services.ts';
import { agentActor, createApiKey } from '@crossdesk/server/identity/index.ts';
import { readConfig } from '@crossdesk/server/platform/config.ts';
import { runCommand, type Services } from '@crossdesk/server/platform/context.ts';
import { openLog } from '@crossdesk/server/platform/log.ts';
import pg from 'pg';

/**
 * An agent who sends requests. `tickets`: public tickets of their department with requesters; no
 * ticket belongs to two agents.
 */
export type BenchAgent = {
  agentId: number;
  departmentId: number;
  key: string;
  tickets: { number: number; contactId: number }[];
};

/** Everything the load needs. `busy`: the agents of the five departments with the most tickets. */
export type Workload = {
  agents: BenchAgent[];
  busy: BenchAgent[];
  departmentIds: number[];
  /** Departments that assign tickets at once, to agents who are available. */
  assigningIds: number[];
  /**
   * Tickets without shares that are not closed, with an agent who can share and transfer them, and
   * another department.
   */
  unshared: { number: number; key: string; departmentId: number }[];
  mailboxes: string[];
  priorityIds: number[];
  contactCount: number;
  /** Agents with API keys for socket connections. */
  socketAgents: { agentId: number; key: string }[];
};

/** Runs `work` with the application's services, without starting a server. */
export async function withServices<T>(url: string, work: (services: Services) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'crossdesk-bench-'));
  const open = await openServices(readConfig({ CROSSDESK_DATA: dataDir, DATABASE_URL: url }), openLog('error'));
  try {
    return await work(open.services);
  } finally {
    await open.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function createKey(services: Services, agentId: number): Promise<string> {
  const actor = await agentActor(services.db, { agentId });
  if (!actor) throw new Error(`There is no agent ${agentId}.`);
  return (await runCommand(services, actor, (ctx) => createApiKey(ctx, 'bench'))).key;
}

/**
 * Lets departments receive tickets and assign them by hand, two of them automatically, and adds
 * transfers of the newest 5,000 tickets and of one in twenty of the others. Returns the two.
 */
async function prepareHandovers(client: pg.Client): Promise<number[]> {
  await client.query(`insert into routing_rule (name, department_id, position) select 'All', id, id from department
    where not exists (select 1 from routing_rule rule where rule.department_id = department.id)`);
  await client.query(`insert into department_assignment select id, 'manual', 'least_recent', 'queue', 'keep', false, false, null from department
    on conflict do nothing`);
  await client.query(
    `update profile set permissions = permissions || 'tickets.batch_transfer'::text where key = 'agent'`,
  );
  const { rows } = await client.query<{ id: number }>(
    `select department_id::int as id from department_member group by 1 order by count(*) desc, 1 limit 2`,
  );
  const ids = rows.map((row) => row.id);
  await client.query(`update department_assignment set mode = 'least_open' where department_id = any($1)`, [ids]);
  await client.query('update company set idle_minutes = null, disconnected_minutes = null');
  await client.query(
    `insert into agent_availability (agent_id, status_id, changed_at, seen_at, active_at, is_receiving)
     select distinct member.agent_id, status.id, now(), now(), now(), true from department_member member, agent_status status
     where member.department_id = any($1) and status.key = 'available'
     on conflict (agent_id) do update set status_id = excluded.status_id, is_receiving = true`,
    [ids],
  );
  await client.query(
    `with moved as (
       select t.id, t.activity_at, t.is_open, t.department_id, former.department_id as former_id, former.agent_id
       from ticket t cross join lateral (
         select department_id, min(agent_id) as agent_id from department_member where department_id <> t.department_id
         group by 1 order by hashint8(t.id + department_id) limit 1) former
       where t.deleted_at is null and (t.id % 20 = 0 or t.id > (select max(id) - 5000 from ticket))
     ), made as (
       insert into ticket_transfer (ticket_id, kind, from_department_id, from_agent_id, to_department_id, by_agent_id, by_name, reason, kept,
         outcome, before, version_after, created_at)
       select id, 'transfer', former_id, agent_id, department_id, agent_id, 'Somebody', '', 'trace', 'waiting', '{}', 1, activity_at from moved
       returning id, ticket_id
     )
     insert into ticket_trace (ticket_id, department_id, agent_id, transfer_id, created_at, activity_at, is_open)
     select moved.id, former_id, holder.agent_id, made.id, activity_at, activity_at, is_open
     from moved join made on made.ticket_id = moved.id
     cross join lateral (values (moved.agent_id), (null::bigint)) holder (agent_id)`,
  );
  await client.query('analyze ticket_trace');
  return ids;
}

/** Chooses one agent of each department, always the same ones, and creates their API keys. */
export async function prepareWorkload(url: string, socketAgentCount: number): Promise<Workload> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const rows = async <T extends pg.QueryResultRow>(sql: string, values: unknown[] = []) =>
    (await client.query<T>(sql, values)).rows;
  try {
    const assigningIds = await prepareHandovers(client);
    const chosen = await rows<Omit<BenchAgent, 'key'>>(
      `select distinct on (m.department_id) a.id::int as "agentId", m.department_id::int as "departmentId", coalesce(sample.tickets, '[]') as tickets
       from department_member m join agent a on a.id = m.agent_id join profile p on p.id = a.profile_id and p.key = 'agent'
       cross join lateral (select json_agg(json_build_object('number', id, 'contactId', requester_id)) as tickets from (select id, requester_id from ticket
         where department_id = m.department_id and deleted_at is null and type = 'public' order by hashint8(id) limit 400) t) sample
       order by m.department_id, a.id`,
    );
    const counts = await rows<{ id: number }>(
      'select department_id::int as id from ticket group by department_id order by count(*) desc limit 5',
    );
    const priorities = await rows<{ id: number }>(`select id::int from choice where kind = 'priority' order by id`);
    const mailboxes = await rows<{ address: string }>('select address from mailbox order by id');
    const free = await rows<{ number: number; departmentId: number }>(
      `select id::int as number, department_id::int as "departmentId" from ticket t
       where deleted_at is null and base_state <> 'closed' and not exists (select 1 from ticket_share s where s.ticket_id = t.id)
       order by hashint8(id + 7) limit 20000`,
    );
    const agents = await rows<{ id: number }>('select id::int from agent order by hashint8(id) limit $1', [
      socketAgentCount,
    ]);
    const [contacts] = await rows<{ count: number }>('select count(*)::int as count from contact');
    return await withServices(url, async (services) => {
      const benchAgents: BenchAgent[] = [];
      for (const agent of chosen) benchAgents.push({ ...agent, key: await createKey(services, agent.agentId) });
      const socketAgents: Workload['socketAgents'] = [];
      for (const { id } of agents) socketAgents.push({ agentId: id, key: await createKey(services, id) });
      const departmentIds = benchAgents.map((one) => one.departmentId);
      const agentByDepartment = new Map(benchAgents.map((one) => [one.departmentId, one]));
      const unshared = free.flatMap(({ number, departmentId }, index) => {
        const { key } = agentByDepartment.get(departmentId) ?? {};
        const at =
          (departmentIds.indexOf(departmentId) + 1 + (index % (departmentIds.length - 1))) % departmentIds.length;
        const to = departmentIds[at];
        return key && to ? [{ number, key, departmentId: to }] : [];
      });
      const busy = counts.flatMap(({ id }) => agentByDepartment.get(id) ?? []);
      return {
        agents: benchAgents.filter((one) => one.tickets.length > 0),
        busy,
        departmentIds,
        assigningIds,
        unshared,
        mailboxes: mailboxes.map((one) => one.address),
        priorityIds: priorities.map((one) => one.id),
        contactCount: contacts?.count ?? 0,
        socketAgents,
      };
    });
  } finally {
    await client.end();
  }
}
