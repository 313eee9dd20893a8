import type { AvailabilityRefusal, BuiltInStatus } from '@crossdesk/contracts/lists/availability.ts';
import { type RawBuilder, sql } from 'kysely';
import './tables.ts';

/**
 * An agent at a moment, with the status that applies then. `is_status_over`: the stored one has
 * ended and is not yet replaced by Available.
 */
export type Evaluation = {
  agent_id: number;
  name: string;
  status_id: number;
  status_key: BuiltInStatus | null;
  reason: string;
  until: Date | null;
  absent_until: Date | null;
  substitute_id: number | null;
  refusal: AvailabilityRefusal | null;
  is_receiving: boolean;
  is_status_over: boolean;
  changed_at: Date | null;
  away_since: Date | null;
};

/** Whether an instant is longer ago than a limit. Instants are stored up to a minute late. */
const isPast = (instant: RawBuilder<unknown>, limit: string, now: Date) =>
  sql`(${sql.ref(limit)} is not null
    and coalesce(${instant} < ${now}::timestamptz - make_interval(mins => ${sql.ref(limit)} + 1), true))`;

/**
 * Who receives work at a moment, and why not: the only definition. One row for each agent, or for
 * each of `agentIds`. Working hours are compared with the clock of their time zone, so summer time
 * needs no special case.
 */
export const evaluateAgents = (now: Date, agentIds: readonly number[] | null): RawBuilder<Evaluation> => sql`
  select agent.id as agent_id, agent.name, status.id as status_id, status.key as status_key,
    case when stored.is_over then '' else coalesce(kept.reason, '') end as reason,
    case when not stored.is_over then kept.until end as until,
    absence.ends_at as absent_until, absence.substitute_id,
    case
      when not agent.is_active then 'inactive'
      when absence.ends_at is not null then 'absent'
      when status.key = 'offline' then 'offline'
      when not status.receives_work then 'away'
      when not working.is_now then 'outside_hours'
      when ${isPast(sql`kept.seen_at`, 'company.disconnected_minutes', now)} then 'disconnected'
      when ${isPast(sql`coalesce(kept.active_at, kept.seen_at)`, 'company.idle_minutes', now)} then 'idle'
    end as refusal,
    coalesce(kept.is_receiving, false) as is_receiving, stored.is_over as is_status_over, kept.changed_at,
    kept.away_since
  from agent
  cross join company
  left join agent_availability kept on kept.agent_id = agent.id
  cross join lateral (select coalesce(kept.until <= ${now}::timestamptz, false) as is_over) stored
  join agent_status status on status.id = case
    when kept.status_id is null or stored.is_over then (select id from agent_status where key = 'available')
    else kept.status_id end
  left join agent_schedule schedule on schedule.agent_id = agent.id
  cross join lateral (select ${now}::timestamptz at time zone coalesce(schedule.time_zone, 'UTC') as at) clock
  cross join lateral (
    select extract(isodow from clock.at)::int - 1 as weekday,
      extract(hour from clock.at)::int * 60 + extract(minute from clock.at)::int as minutes
  ) today
  cross join lateral (
    select jsonb_typeof(schedule.hours) is distinct from 'array'
      or exists (
        select from jsonb_to_recordset(schedule.hours -> today.weekday) as working ("from" int, "to" int)
        where today.minutes >= "from" and (today.minutes < "to" or "to" <= "from"))
      or exists (
        select from jsonb_to_recordset(schedule.hours -> ((today.weekday + 6) % 7)) as working ("from" int, "to" int)
        where "to" <= "from" and today.minutes < "to") as is_now
  ) working
  left join lateral (
    select ends_at, substitute_id from agent_absence
    where agent_id = agent.id and starts_at <= ${now}::timestamptz and ends_at > ${now}::timestamptz
    order by ends_at desc limit 1
  ) absence on true
  ${agentIds ? sql`where agent.id = any(${sql.val(agentIds)}::bigint[])` : sql``}`;
