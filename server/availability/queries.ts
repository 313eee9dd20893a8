import type { Absence, AgentAvailability, AgentSchedule, AgentStatus } from '@crossdesk/contracts/availability.ts';
import type { AvailabilityRefusal, BuiltInStatus } from '@crossdesk/contracts/lists/availability.ts';
import { type Selectable, sql } from 'kysely';
import { type ReadContext, requireAgent } from '../platform/context.ts';
import type { Tables } from '../platform/database.ts';
import { problem } from '../platform/problems.ts';
import { type Evaluation, evaluateAgents } from './evaluation.ts';
import { canEditAvailability } from './rules.ts';
import './tables.ts';

type TimeContext = Pick<ReadContext, 'db' | 'now'>;

const evaluations = async (ctx: TimeContext, agentIds: readonly number[] | null): Promise<Evaluation[]> =>
  (await sql<Evaluation>`${evaluateAgents(ctx.now, agentIds)} order by agent.name, agent.id`.execute(ctx.db)).rows;

/** Whether an agent receives work now; see the contract `AgentAvailability`. */
type Availability = {
  receivesWork: boolean;
  refusal: AvailabilityRefusal | null;
  statusId: number;
  statusKey: BuiltInStatus | null;
  until: Date | null;
  substituteId: number | null;
  /** Since when they receive no work; null: they do, or never have. */
  awaySince: Date | null;
};

/** Whether agents receive work now, and why not, in one query. Unknown ids are missing. */
export async function availabilityOf(
  ctx: TimeContext,
  agentIds: readonly number[],
): Promise<Map<number, Availability>> {
  const rows = agentIds.length === 0 ? [] : await evaluations(ctx, agentIds);
  return new Map(
    rows.map((row) => [
      row.agent_id,
      {
        receivesWork: row.refusal === null,
        refusal: row.refusal,
        statusId: row.status_id,
        statusKey: row.status_key,
        until: row.until,
        substituteId: row.substitute_id,
        awaySince: row.away_since,
      },
    ]),
  );
}

const membershipRows = (ctx: Pick<ReadContext, 'db'>) =>
  ctx.db.selectFrom('department_member').select(['agent_id', 'department_id']);

/** Returns a function that tells whose availability the caller may change. */
async function editableAgents(ctx: ReadContext): Promise<(agentId: number) => boolean> {
  const caller = requireAgent(ctx);
  const members = Map.groupBy(await membershipRows(ctx).execute(), (row) => row.agent_id);
  return (agentId) =>
    canEditAvailability(caller, {
      agentId,
      departmentIds: (members.get(agentId) ?? []).map((row) => row.department_id),
    });
}

/**
 * Throws `not_found` for an unknown agent, and `not_allowed` unless the caller may change their
 * availability.
 */
export async function requireEditable(ctx: ReadContext, agentId: number): Promise<void> {
  const agent = await ctx.db.selectFrom('agent').select('id').where('id', '=', agentId).executeTakeFirst();
  if (!agent) throw problem('not_found');
  if (!(await canEdit(ctx, agentId))) throw problem('not_allowed', { reason: 'people.manage' });
}

/** Whether the caller may change the availability of an agent. */
export async function canEdit(ctx: ReadContext, agentId: number): Promise<boolean> {
  const rows = await membershipRows(ctx).where('agent_id', '=', agentId).execute();
  return canEditAvailability(requireAgent(ctx), { agentId, departmentIds: rows.map((row) => row.department_id) });
}

const availabilityView = (row: Evaluation, isEditable: boolean): AgentAvailability => ({
  agentId: row.agent_id,
  name: row.name,
  statusId: row.status_id,
  statusKey: row.status_key,
  reason: row.reason,
  until: row.until?.toISOString() ?? null,
  receivesWork: row.refusal === null,
  refusal: row.refusal,
  absentUntil: row.absent_until?.toISOString() ?? null,
  substituteId: row.substitute_id,
  canEdit: isEditable,
});

/** All active agents by name. */
export async function agentAvailabilities(ctx: ReadContext): Promise<AgentAvailability[]> {
  const isEditable = await editableAgents(ctx);
  const rows = await evaluations(ctx, null);
  return rows.filter((row) => row.refusal !== 'inactive').map((row) => availabilityView(row, isEditable(row.agent_id)));
}

export async function agentAvailability(ctx: ReadContext, agentId: number): Promise<AgentAvailability> {
  const [row] = await evaluations(ctx, [agentId]);
  if (!row) throw problem('not_found');
  return availabilityView(row, await canEdit(ctx, agentId));
}

const statusView = (row: Selectable<Tables['agent_status']>): AgentStatus => ({
  id: row.id,
  key: row.key,
  name: row.name,
  receivesWork: row.receives_work,
  isActive: row.is_active,
  position: row.position,
  version: row.version,
});

/** All statuses in order, including disabled ones. */
export const agentStatuses = async (ctx: Pick<ReadContext, 'db'>): Promise<AgentStatus[]> =>
  (await ctx.db.selectFrom('agent_status').selectAll().orderBy('position').orderBy('id').execute()).map(statusView);

export async function agentStatus(ctx: Pick<ReadContext, 'db'>, id: number): Promise<AgentStatus> {
  const row = await ctx.db.selectFrom('agent_status').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw problem('not_found');
  return statusView(row);
}

/**
 * The working hours of an agent; without any, always by their own time zone. The shift ends with
 * the last working time of the day on which the current one began.
 */
export async function schedule(ctx: TimeContext, agentId: number): Promise<AgentSchedule> {
  const { rows } = await sql<{ time_zone: string; hours: AgentSchedule['hours']; ends_at: Date | null }>`
    select coalesce(schedule.time_zone, agent.time_zone) as time_zone, schedule.hours, (
      select (case when bool_or(is_now and day = 1) and not coalesce(bool_or(is_now and day = 0), false)
          then max(ends) filter (where is_now) else max(ends) filter (where day = 0) end) at time zone schedule.time_zone
      from (
        select day, starts, ends, clock.at >= starts and clock.at < ends as is_now
        from (values (0), (1)) as days (day)
        cross join lateral jsonb_to_recordset(
          schedule.hours -> ((extract(isodow from clock.at)::int - 1 - day + 7) % 7)) as working ("from" int, "to" int)
        cross join lateral (select date_trunc('day', clock.at) - make_interval(days => day) as midnight) date
        cross join lateral (select midnight + make_interval(mins => "from") as starts,
          midnight + make_interval(mins => "to" + case when "to" <= "from" then 1440 else 0 end) as ends) working_time
      ) times having bool_or(is_now)
    ) as ends_at
    from agent
    left join agent_schedule schedule on schedule.agent_id = agent.id
    cross join lateral (select ${ctx.now}::timestamptz at time zone coalesce(schedule.time_zone, 'UTC') as at) clock
    where agent.id = ${agentId}`.execute(ctx.db);
  const row = rows[0];
  if (!row) throw problem('not_found');
  return { timeZone: row.time_zone, hours: row.hours, shiftEndsAt: row.ends_at?.toISOString() ?? null };
}

/** A time in which an agent had something to do. */
type Span = { agentId: number; from: Date; to: Date };

/**
 * For each span, the minutes within the working hours that the agent has now, or null without any.
 * Absences are not taken off. One query for all spans.
 */
export async function workingMinutes(ctx: TimeContext, spans: readonly Span[]): Promise<(number | null)[]> {
  if (spans.length === 0) return [];
  const { rows } = await sql<{ minutes: number | null }>`
    select case when jsonb_typeof(schedule.hours) = 'array' then worked.minutes end as minutes
    from unnest(${spans.map((one) => one.agentId)}::bigint[], ${spans.map((one) => one.from)}::timestamptz[],
      ${spans.map((one) => one.to)}::timestamptz[]) with ordinality as span (agent_id, starts_at, ends_at, place)
    left join agent_schedule schedule on schedule.agent_id = span.agent_id
    cross join lateral (
      select coalesce(round(sum(extract(epoch from least(part.ends_at, span.ends_at)
        - greatest(part.starts_at, span.starts_at))) / 60), 0)::int as minutes
      from generate_series(date_trunc('day', span.starts_at at time zone schedule.time_zone) - interval '1 day',
        span.ends_at at time zone schedule.time_zone, interval '1 day') as midnight
      cross join lateral jsonb_to_recordset(schedule.hours -> (extract(isodow from midnight)::int - 1))
        as working ("from" int, "to" int)
      cross join lateral (select (midnight + make_interval(mins => "from")) at time zone schedule.time_zone as starts_at,
        (midnight + make_interval(mins => "to" + case when "to" <= "from" then 1440 else 0 end))
          at time zone schedule.time_zone as ends_at) part
      where jsonb_typeof(schedule.hours) = 'array' and part.ends_at > span.starts_at and part.starts_at < span.ends_at
    ) worked order by span.place`.execute(ctx.db);
  return rows.map((row) => row.minutes);
}

/** Whether PostgreSQL knows a time zone, which evaluates the hours. */
export const isDatabaseTimeZone = async (ctx: Pick<ReadContext, 'db'>, name: string): Promise<boolean> => {
  const { rows } = await sql<{ is_known: boolean }>`
    select exists (select from pg_timezone_names where lower(name) = lower(${name})) as is_known`.execute(ctx.db);
  return rows[0]?.is_known ?? false;
};

const absenceView = (row: Selectable<Tables['agent_absence']>): Absence => ({
  id: row.id,
  agentId: row.agent_id,
  startsAt: row.starts_at.toISOString(),
  endsAt: row.ends_at.toISOString(),
  substituteId: row.substitute_id,
  reason: row.reason,
});

const shownDays = 90;

/** The absences of an agent that have not ended long ago, in order. */
export async function absences(ctx: TimeContext, agentId: number): Promise<Absence[]> {
  const rows = await ctx.db
    .selectFrom('agent_absence')
    .selectAll()
    .where('agent_id', '=', agentId)
    .where('ends_at', '>', new Date(ctx.now.getTime() - shownDays * 24 * 60 * 60 * 1000))
    .orderBy('starts_at')
    .orderBy('id')
    .execute();
  return rows.map(absenceView);
}

/** The absence with this id. Throws `not_found`, also if the caller may not change it. */
export async function absence(ctx: ReadContext, id: number): Promise<Absence> {
  const row = await ctx.db.selectFrom('agent_absence').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row || !(await canEdit(ctx, row.agent_id))) throw problem('not_found');
  return absenceView(row);
}
