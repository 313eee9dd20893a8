import { openStates } from '@crossdesk/contracts/settings.ts';
import { type RawBuilder, sql } from 'kysely';
import type { CheckedCondition, CheckedCriteria } from './conditions.ts';
import type { CriteriaContext } from './criteria.ts';
import type { OwnDepartments } from './own-departments.ts';

export type Order = 'activity' | 'created';
export type State = 'open' | 'closed' | 'any';
/** The last ticket scanned; the next scan continues after it. */
export type ListPosition = { id: number; activityAt: Date | string };

/**
 * What the criteria require of every matching ticket, so that fewer tickets are scanned; null means
 * no limit. It only selects the index to read: the criteria are still checked for every row.
 */
export type CandidateFilter = {
  departmentIds: number[] | null;
  assigneeIds: number[] | null;
  requesterIds: number[] | null;
  isOpen: boolean | null;
  isSharedOut: boolean;
  /** Limits of the last activity, in lists ordered by it: from `since`, before `until`. */
  since: Date | null;
  until: Date | null;
};

export const noFilter: CandidateFilter = {
  departmentIds: null,
  assigneeIds: null,
  requesterIds: null,
  isOpen: null,
  isSharedOut: false,
  since: null,
  until: null,
};

const intersect = (filter: number[] | null, found: number[]): number[] =>
  filter === null ? [...new Set(found)] : filter.filter((id) => found.includes(id));

const later = (one: Date | null, other: Date): Date => (one && one > other ? one : other);
const earlier = (one: Date | null, other: Date): Date => (one && one < other ? one : other);

function refineByTime(
  filter: CandidateFilter,
  test: CheckedCondition & { kind: 'time' },
  { ctx }: CriteriaContext,
): CandidateFilter {
  if (test.field !== 'activityAt') return filter;
  if (!('at' in test))
    return { ...filter, since: later(filter.since, new Date(ctx.now.getTime() - test.days * 24 * 3_600_000)) };
  if (test.operator === 'after') return { ...filter, since: later(filter.since, test.at) };
  return { ...filter, until: earlier(filter.until, test.at) };
}

function refineFilter(
  filter: CandidateFilter,
  test: CheckedCondition,
  context: CriteriaContext,
  isOpenStatus: (id: number) => boolean | null,
): CandidateFilter {
  const isAboutSharedIn =
    (test.kind === 'flag' && test.field === 'sharedWithMyDepartment' && test.value) ||
    (test.kind === 'one_of' && test.field === 'sharedFrom' && !test.isNone);
  if (isAboutSharedIn && !context.includesShared) return { ...filter, requesterIds: [] };
  if (test.kind === 'flag') {
    const isOut =
      test.value && (test.field === 'sharedToOthers' || (test.field === 'isOwed' && !context.includesShared));
    return isOut ? { ...filter, isSharedOut: true } : filter;
  }
  if (test.kind === 'time') return refineByTime(filter, test, context);
  if (test.kind !== 'one_of' || test.isNone) return filter;
  switch (test.field) {
    case 'departmentId':
      return { ...filter, departmentIds: intersect(filter.departmentIds, test.ids) };
    case 'requesterId':
      return { ...filter, requesterIds: intersect(filter.requesterIds, test.ids) };
    case 'assigneeId': {
      if (test.words.includes('nobody')) return filter;
      const ids = test.words.includes('me') ? [...test.ids, context.actor.agentId] : test.ids;
      return { ...filter, assigneeIds: intersect(filter.assigneeIds, ids) };
    }
    case 'baseState':
    case 'statusId': {
      const states =
        test.field === 'statusId'
          ? test.ids.map(isOpenStatus)
          : test.words.map((word) => openStates.includes(word as never));
      const [first = null] = states;
      return states.every((one) => one === first) && first !== null ? { ...filter, isOpen: first } : filter;
    }
    default:
      return filter;
  }
}

export function candidateFilter(
  criteria: CheckedCriteria,
  context: CriteriaContext,
  state: State,
  isOpenStatus: (id: number) => boolean | null,
): CandidateFilter {
  const unfiltered: CandidateFilter = { ...noFilter, isOpen: state === 'any' ? null : state === 'open' };
  const isAll = criteria.match === 'all' || criteria.tests.length + criteria.groups.length === 1;
  if (!isAll) return unfiltered;
  const required = [
    ...criteria.tests,
    ...criteria.groups.flatMap((group) => (group.match === 'all' || group.tests.length === 1 ? group.tests : [])),
  ];
  return required.reduce((filter, test) => refineFilter(filter, test, context, isOpenStatus), unfiltered);
}

type Columns = { id: RawBuilder<unknown>; activityAt: RawBuilder<unknown> };
export const ticketColumns: Columns = { id: sql`ticket.id`, activityAt: sql`ticket.activity_at` };
const shareColumns: Columns = { id: sql`entry.ticket_id`, activityAt: sql`entry.activity_at` };

const orderBy = (order: Order, { id, activityAt }: Columns) =>
  order === 'created' ? sql`${id} desc` : sql`${activityAt} desc, ${id} desc`;

export const olderThan = (order: Order, { id, activityAt }: Columns, position: ListPosition | null) => {
  if (!position) return sql`true`;
  return order === 'created'
    ? sql`${id} < ${position.id}`
    : sql`(${activityAt}, ${id}) < (${position.activityAt}, ${position.id})`;
};

/**
 * The tickets a view scans, newest first: `id` and `activity_at` of at most `limit` rows after
 * `place`. Each branch reads one index in list order, so the cost does not depend on the number of
 * tickets. The limit is a literal: for a parameter the planner would assume a tenth of the table
 * and scan it.
 */
export function candidateTickets(
  context: CriteriaContext,
  filter: CandidateFilter,
  own: OwnDepartments,
  order: Order,
  position: ListPosition | null,
  limit: number,
): RawBuilder<unknown> {
  const { actor } = context;
  const openCondition = (column: RawBuilder<unknown>) =>
    filter.isOpen === null || order === 'created' ? sql`` : filter.isOpen ? sql`and ${column}` : sql`and not ${column}`;
  const within = (column: RawBuilder<unknown>) => {
    if (order === 'created') return sql``;
    const since = filter.since ? sql`and ${column} >= ${filter.since}` : sql``;
    return filter.until ? sql`${since} and ${column} < ${filter.until}` : since;
  };
  const tickets = (where: RawBuilder<unknown>) => sql`(select ticket.id, ticket.activity_at from ticket
    where ${where} ${within(ticketColumns.activityAt)} and ${olderThan(order, ticketColumns, position)} order by ${orderBy(order, ticketColumns)} limit ${sql.lit(limit)})`;
  const notDeleted = sql`ticket.deleted_at is null`;
  const isOpen = openCondition(sql`ticket.is_open`);
  const entries = (
    table: RawBuilder<unknown>,
    where: RawBuilder<unknown>,
  ) => sql`(select entry.ticket_id as id, entry.activity_at from ${table} entry
    where ${where} and not entry.is_deleted ${openCondition(sql`entry.is_open`)}
      ${within(shareColumns.activityAt)} and ${olderThan(order, shareColumns, position)} order by ${orderBy(order, shareColumns)} limit ${sql.lit(limit)})`;

  const shares = (where: RawBuilder<unknown>) => entries(sql`ticket_share`, sql`${where} and entry.revoked_at is null`);
  const traces = (where: RawBuilder<unknown>) => entries(sql`ticket_trace`, where);
  const branches: RawBuilder<unknown>[] = [];
  const departmentIds = intersect(filter.departmentIds, own.departmentIds);
  const isEverywhere = own.isAll && filter.departmentIds === null;
  if (filter.requesterIds) {
    for (const id of filter.requesterIds) branches.push(tickets(sql`ticket.requester_id = ${id}`));
  } else if (filter.assigneeIds) {
    for (const id of filter.assigneeIds)
      branches.push(tickets(sql`ticket.assignee_id = ${id} and ${notDeleted} ${isOpen}`));
  } else {
    if (filter.isSharedOut && order === 'activity') {
      for (const id of departmentIds) branches.push(shares(sql`entry.from_department_id = ${id}`));
    } else if (isEverywhere) branches.push(tickets(sql`${notDeleted} ${isOpen}`));
    else
      for (const id of departmentIds)
        branches.push(tickets(sql`ticket.department_id = ${id} and ${notDeleted} ${isOpen}`));
    if (!own.isAll) {
      // Also tickets assigned to the actor in other departments; duplicates of both branches are
      // removed.
      branches.push(tickets(sql`ticket.assignee_id = ${actor.agentId} and ${notDeleted} ${isOpen}`));
    }
    if (context.includesShared && !filter.isSharedOut) {
      for (const { departmentId } of actor.memberships)
        branches.push(shares(sql`entry.department_id = ${departmentId}`));
    }
    if (context.includesTransferred && !filter.isSharedOut) {
      const departments = actor.memberships.map((one) => one.departmentId);
      branches.push(
        traces(sql`entry.agent_id = ${actor.agentId} and entry.department_id = any(${departments}::bigint[])`),
      );
      for (const id of departments) branches.push(traces(sql`entry.agent_id is null and entry.department_id = ${id}`));
    }
  }
  if (branches.length === 0) return sql`select null::bigint as id, null::timestamptz as activity_at where false`;
  const columns: Columns = { id: sql`one.id`, activityAt: sql`one.activity_at` };
  const distinct = order === 'created' ? sql`distinct on (one.id)` : sql`distinct on (one.activity_at, one.id)`;
  return sql`select ${distinct} one.id, one.activity_at from (${sql.join(branches, sql` union all `)}) one
    order by ${orderBy(order, columns)} limit ${sql.lit(limit)}`;
}
