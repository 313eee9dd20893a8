import { opening } from '@crossdesk/server/conversation/opening.ts';
import { agentActor } from '@crossdesk/server/identity/index.ts';
import { type ReadContext, readContext } from '@crossdesk/server/platform/context.ts';
import type { Tables } from '@crossdesk/server/platform/database.ts';
import { listTickets, search } from '@crossdesk/server/views/index.ts';
import { listViews } from '@crossdesk/server/views/queries.ts';
import { type CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { type Workload, withServices } from './bench-agents.ts';

/** A statement behind a read, with its query plan. */
export type Plan = { name: string; sql: string; plan: string };

type Read = [name: string, ask: (ctx: ReadContext) => Promise<unknown>];

/**
 * The statements behind the benchmark's reads, with their plans on this database. With `isSmall`,
 * sequential scans are disabled, so that a missing index also shows on little data.
 */
export async function plansOf(url: string, workload: Workload, isSmall = false): Promise<Plan[]> {
  const [agent] = workload.busy;
  const ticket = agent?.tickets[0];
  if (!agent || !ticket) throw new Error('No agent has a ticket.');
  const reads: Read[] = [
    ['a ticket with its conversation', (ctx) => opening(ctx, ticket.number)],
    ['list: assigned to me', (ctx) => listTickets(ctx, { view: 'assigned' })],
    ['list: a busy department', (ctx) => listTickets(ctx, { view: `department:${agent.departmentId}` })],
    ['list: assigned to me, oldest first', (ctx) => listTickets(ctx, { view: 'assigned', sort: 'oldest' })],
    ...(['waiting', 'created', 'oldest'] as const).map(
      (sort): Read => [
        `list: a busy department by ${sort}`,
        (ctx) => listTickets(ctx, { view: `department:${agent.departmentId}`, sort }),
      ],
    ),
    ['list: shared tickets', (ctx) => listTickets(ctx, { view: 'shared' })],
    ['counts of all views', (ctx) => listViews(ctx)],
    ['search: a common word', (ctx) => search(ctx, { q: 'parcel' })],
    ['search: an address', (ctx) => search(ctx, { q: `contact${ticket.contactId}@customer.example` })],
  ];
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const statements: CompiledQuery[] = [];
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    log: (event) => void statements.push(event.query),
  });
  try {
    return await withServices(url, async (services) => {
      const actor = await agentActor(services.db, { agentId: agent.agentId });
      if (!actor) throw new Error(`There is no agent ${agent.agentId}.`);
      const found: Plan[] = [];
      if (isSmall) await pool.query('set enable_seqscan = off');
      for (const [name, ask] of reads) {
        statements.length = 0;
        await ask(readContext({ ...services, db }, actor));
        for (const { sql, parameters } of [...statements]) {
          const { rows } = await pool.query<{ 'QUERY PLAN': string }>(
            `explain (analyze, costs off, timing off, summary off, buffers off) ${sql}`,
            [...parameters],
          );
          found.push({ name, sql, plan: rows.map((row) => row['QUERY PLAN']).join('\n') });
        }
      }
      return found;
    });
  } finally {
    await db.destroy();
  }
}

const large = ['ticket', 'message', 'ticket_search', 'ticket_share', 'event', 'contact'];

/** Plans with a sequential scan of a large table. */
export const wholeTableReads = (plans: readonly Plan[]): string[] =>
  plans.flatMap(({ name, plan }) =>
    large
      .filter((table) => new RegExp(`Seq Scan on ${table}\\b(?! .*never executed)`).test(plan))
      .map((table) => `${name} reads the whole of ${table}`),
  );

/** The plans as Markdown. */
export const plansText = (plans: readonly Plan[], tickets: number): string =>
  `${[
    '# Query plans',
    `The statements behind the benchmark's reads, with their plans on ${tickets.toLocaleString('en-US')} tickets. Written by \`npm run bench\`.`,
    ...plans.map(
      ({ name, sql, plan }) => `## ${name}\n\n\`\`\`sql\n${sql.trim()}\n\`\`\`\n\n\`\`\`text\n${plan}\n\`\`\``,
    ),
  ].join('\n\n')}\n`;
