import { type AccessLevel, accessLevels } from '@crossdesk/contracts/levels.ts';
import { type Permission, permissions } from '@crossdesk/contracts/permissions.ts';
import { type BaseState, baseStates, openStates } from '@crossdesk/contracts/settings.ts';
import fc from 'fast-check';
import { sql } from 'kysely';
import { createContact, profiles } from '../identity/index.ts';
import type { Context } from '../platform/context.ts';
import { firstStatus } from '../settings/index.ts';

/**
 * A random company: agents with any profile and departments, tickets in any state. Members are
 * referenced by list index.
 */
export type RandomCompany = {
  departmentCount: number;
  profiles: Permission[][];
  agents: { profile: number; memberships: { department: number; isSupervisor: boolean }[]; isActive: boolean }[];
  tickets: {
    department: number;
    assignee: number | null;
    state: BaseState;
    isInternal: boolean;
    isDeleted: boolean;
  }[];
  /**
   * A share is skipped if the department owns the ticket or already has it. `only`: restricted to
   * that agent.
   */
  shares: {
    ticket: number;
    department: number;
    level: AccessLevel;
    only: number | null;
    isOver: 'revoked' | 'expired' | null;
    isMasked: boolean;
    hides: ('tags' | 'priority')[];
  }[];
  /** Who had a ticket before: all of a department, or `agent` as one of its members. */
  traces: { ticket: number; department: number; agent: number | null; isEscalation: boolean }[];
};

const anyIndex = fc.nat({ max: 10_000 });

/** Random companies with exactly this many agents and tickets. */
export const randomCompany = (agentCount: number, ticketCount: number): fc.Arbitrary<RandomCompany> =>
  fc.record({
    departmentCount: fc.integer({ min: 1, max: 5 }),
    // Most custom profiles may read; otherwise few tickets would be visible.
    profiles: fc.array(
      fc
        .tuple(fc.subarray([...permissions]), fc.constantFrom(true, true, true, false))
        .map(([some, canRead]) => [...new Set<Permission>(canRead ? [...some, 'ticket.read'] : some)]),
      { minLength: 2, maxLength: 4 },
    ),
    agents: fc.array(
      fc.record({
        profile: anyIndex,
        memberships: fc.uniqueArray(fc.record({ department: fc.nat({ max: 4 }), isSupervisor: fc.boolean() }), {
          selector: (one) => one.department,
          maxLength: 4,
        }),
        isActive: fc.constantFrom(true, true, true, true, false),
      }),
      { minLength: agentCount, maxLength: agentCount },
    ),
    tickets: fc.array(
      fc.record({
        department: anyIndex,
        assignee: fc.option(anyIndex),
        state: fc.constantFrom(...baseStates),
        isInternal: fc.boolean(),
        isDeleted: fc.constantFrom(false, false, false, true),
      }),
      { minLength: ticketCount, maxLength: ticketCount },
    ),
    shares: fc.array(
      fc.record({
        ticket: anyIndex,
        department: anyIndex,
        level: fc.constantFrom(...accessLevels),
        only: fc.constantFrom(null, null, 0, 1, 2, 3, 4, 5),
        isOver: fc.constantFrom(null, null, null, 'revoked' as const, 'expired' as const),
        isMasked: fc.boolean(),
        hides: fc.subarray(['tags' as const, 'priority' as const]),
      }),
      { minLength: ticketCount, maxLength: ticketCount },
    ),
    traces: fc.array(
      fc.record({
        ticket: anyIndex,
        department: anyIndex,
        agent: fc.option(anyIndex),
        isEscalation: fc.boolean(),
      }),
      { minLength: ticketCount, maxLength: ticketCount },
    ),
  });

/** The built company as plain facts: permissions of agents, owners of tickets, active shares. */
export type BuiltCompany = {
  word: string;
  departmentIds: number[];
  agents: {
    id: number;
    permissions: ReadonlySet<Permission>;
    isActive: boolean;
    supervises: number[];
    worksIn: number[];
  }[];
  tickets: {
    id: number;
    departmentId: number;
    assigneeId: number | null;
    isInternal: boolean;
    isDeleted: boolean;
    isClosed: boolean;
    shares: {
      departmentId: number;
      level: AccessLevel;
      onlyId: number | null;
      isMasked: boolean;
      hides: readonly string[];
    }[];
    traces: { departmentId: number; agentId: number | null; isEscalation: boolean }[];
  }[];
};

let count = 0;
const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

/** Inserts a company's rows directly. Its tickets are the newest ones and all contain `word`. */
export async function buildCompany(ctx: Context, company: RandomCompany): Promise<BuiltCompany> {
  const word = `company${++count}x${process.pid}`;
  const departments = await ctx.tx
    .insertInto('department')
    .values(
      Array.from({ length: company.departmentCount }, (_, index) => ({
        name: JSON.stringify({ en: `${word} ${index}` }) as unknown as { en: string },
        color: '#000000',
      })),
    )
    .returning('id')
    .execute();
  const departmentIds = departments.map((row) => row.id);
  const agents = await buildAgents(ctx, company, word, departmentIds);
  const tickets = await buildTickets(ctx, company, word, departmentIds, agents);
  return { word, departmentIds, agents, tickets };
}

async function buildAgents(
  ctx: Context,
  company: RandomCompany,
  word: string,
  departmentIds: number[],
): Promise<BuiltCompany['agents']> {
  await ctx.tx
    .insertInto('profile')
    .values(company.profiles.map((held) => ({ key: null, name: { en: word }, permissions: held })))
    .execute();
  const known = (await profiles(ctx)).filter((profile) => profile.key !== null || profile.name.en === word);
  const agents: BuiltCompany['agents'] = [];
  for (const [index, { profile: profileIndex, memberships, isActive }] of company.agents.entries()) {
    const profile = at(known, profileIndex);
    const name = `${word}-${index}`;
    const email = `${name}@desk.example`;
    const { rows } = await sql<{ id: number }>`with person as (
        insert into auth_user (id, name, email, "emailVerified") values (${name}, ${name}, ${email}, true) returning id)
      insert into agent (user_id, name, email, profile_id, is_active, locale, time_zone)
      select person.id, ${name}, ${email}, ${profile.id}, ${isActive}, 'en', 'UTC' from person returning id`.execute(
      ctx.tx,
    );
    const id = rows[0]?.id ?? 0;
    const held = memberships.filter((one) => one.department < departmentIds.length);
    const among = (isSupervisor: boolean) =>
      held.filter((one) => one.isSupervisor === isSupervisor).map((one) => at(departmentIds, one.department));
    const [supervises, worksIn] = [among(true), among(false)];
    await sql`insert into department_member (agent_id, department_id, role)
      select ${id}::bigint, unnest(${supervises}::bigint[]), 'supervisor' union all select ${id}::bigint, unnest(${worksIn}::bigint[]), 'agent'`.execute(
      ctx.tx,
    );
    agents.push({ id, permissions: new Set(profile.permissions), isActive, supervises, worksIn });
  }
  return agents;
}

async function buildTickets(
  ctx: Context,
  company: RandomCompany,
  word: string,
  departmentIds: number[],
  agents: BuiltCompany['agents'],
): Promise<BuiltCompany['tickets']> {
  const contact = await createContact(ctx, { name: word, emails: [`${word}@customer.example`] });
  const statusIds = new Map<BaseState, number>();
  for (const state of baseStates) statusIds.set(state, (await firstStatus(ctx, state)).id);
  // Later companies are newer, so that one page of a list contains all tickets of one company.
  const activityAt = new Date(ctx.now.getTime() + count * 1000);
  const tickets: BuiltCompany['tickets'] = [];
  for (const [index, ticket] of company.tickets.entries()) {
    const departmentId = at(departmentIds, ticket.department);
    const assigneeId = ticket.assignee === null ? null : at(agents, ticket.assignee).id;
    const { rows } = await sql<{ id: number }>`
      insert into ticket (type, subject, requester_id, department_id, assignee_id, status_id, base_state, channel, created_at, updated_at,
        activity_at, last_message_at, deleted_at)
      values (${ticket.isInternal ? 'internal' : 'public'}, ${word}, ${contact.id}, ${departmentId}, ${assigneeId},
        ${statusIds.get(ticket.state)}, ${ticket.state}, 'api', ${ctx.now}, ${ctx.now}, ${activityAt}, ${ctx.now},
        ${ticket.isDeleted ? ctx.now : null}) returning id`.execute(ctx.tx);
    const id = rows[0]?.id ?? 0;
    await sql`insert into ticket_search (ticket_id, words, bare_words, format)
      values (${id}, to_tsvector('search_words', ${`${word} ${word}customer`}), to_tsvector('search_words', ${word}), 2)`.execute(
      ctx.tx,
    );
    const shares: BuiltCompany['tickets'][number]['shares'] = [];
    const taken = new Set([departmentId]);
    for (const share of company.shares.filter((one) => one.ticket % company.tickets.length === index)) {
      const withId = at(departmentIds, share.department);
      if (taken.has(withId)) continue;
      taken.add(withId);
      const onlyId = share.only === null ? null : at(agents, share.only).id;
      await sql`insert into ticket_share (ticket_id, department_id, from_department_id, level, agent_ids, reason, shared_by_name,
          created_at, updated_at, revoked_at, expires_at, activity_at, is_open, is_deleted, is_customer_masked, hidden_fields)
        values (${id}, ${withId}, ${departmentId}, ${share.level}, ${onlyId === null ? null : [onlyId]}::bigint[], '', 'random',
          ${ctx.now}, ${ctx.now}, ${share.isOver === 'revoked' ? ctx.now : null}, ${share.isOver === 'expired' ? new Date(0) : null},
          ${activityAt}, ${openStates.includes(ticket.state)}, ${ticket.isDeleted}, ${share.isMasked}, ${share.hides}::text[])`.execute(
        ctx.tx,
      );
      if (share.isOver === null) {
        const { level, isMasked, hides } = share;
        shares.push({ departmentId: withId, level, onlyId, isMasked, hides });
      }
    }
    const traces = await buildTraces(
      ctx,
      company,
      index,
      { id, departmentId, activityAt, ...ticket },
      departmentIds,
      agents,
    );
    const { isInternal, isDeleted } = ticket;
    const isClosed = ticket.state === 'closed';
    tickets.push({ id, departmentId, assigneeId, isInternal, isDeleted, isClosed, shares, traces });
  }
  return tickets;
}

async function buildTraces(
  ctx: Context,
  company: RandomCompany,
  index: number,
  ticket: { id: number; departmentId: number; activityAt: Date; state: BaseState; isDeleted: boolean },
  departmentIds: number[],
  agents: BuiltCompany['agents'],
): Promise<BuiltCompany['tickets'][number]['traces']> {
  const traces: BuiltCompany['tickets'][number]['traces'] = [];
  for (const trace of company.traces.filter((one) => one.ticket % company.tickets.length === index)) {
    const departmentId = at(departmentIds, trace.department);
    const agentId = trace.agent === null ? null : at(agents, trace.agent).id;
    const isEscalation = agentId !== null && trace.isEscalation;
    const { rows } = await sql<{ id: number }>`
      with transfer as (
        insert into ticket_transfer (ticket_id, kind, from_department_id, to_department_id, by_name, reason, kept, outcome, before, version_after, created_at)
        values (${ticket.id}, 'transfer', ${departmentId}, ${ticket.departmentId}, 'random', '', 'trace', 'waiting', '{}', 1, ${ctx.now}) returning id)
      insert into ticket_trace (ticket_id, department_id, agent_id, transfer_id, is_escalation, created_at, activity_at, is_open, is_deleted)
      select ${ticket.id}, ${departmentId}, ${agentId}::bigint, transfer.id, ${isEscalation}, ${ctx.now}, ${ticket.activityAt},
        ${openStates.includes(ticket.state)}, ${ticket.isDeleted} from transfer on conflict do nothing returning ticket_id as id`.execute(
      ctx.tx,
    );
    if (rows.length > 0) traces.push({ departmentId, agentId, isEscalation });
  }
  return traces;
}
