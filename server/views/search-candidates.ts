import { openStates } from '@crossdesk/contracts/settings.ts';
import { type RawBuilder, sql } from 'kysely';
import type { CheckedCriteria, CheckedCondition } from './conditions.ts';
import type { CriteriaContext } from './criteria.ts';
import type { OwnDepartments } from './own-departments.ts';

export type Order = 'activity' | 'created';
export type State = 'open' | 'closed' | 'any';
/** The last ticket looked at: where the next look goes on. */
export type ListPosition = { id: number; activityAt: Date | string };

/**
 * What the criteria say for certain about every ticket they match, so that fewer have to be looked at: by department, responsible, requester, whether it
 * is open, whether it is shared out. Null: nothing. It only chooses which index is followed; the criteria are still asked of every row.
 */
export type CandidateFilter = {
  departmentIds: number[] | null;
  assigneeIds: number[] | null;
  requesterIds: number[] | null;
  isOpen: boolean | null;
  isSharedOut: boolean;
};

const intersect = (known: number[] | null, found: number[]): number[] =>
  known === null ? [...new Set(found)] : known.filter((id) => found.includes(id));

function refineFilter(
  known: CandidateFilter,
  test: CheckedCondition,
  look: CriteriaContext,
  isOpenStatus: (id: number) => boolean | null,
): CandidateFilter {
  const isAboutSharedIn =
    (test.kind === 'flag' && test.field === 'sharedWithMyDepartment' && test.value) ||
    (test.kind === 'one_of' && test.field === 'sharedFrom' && !test.isNone);
  if (isAboutSharedIn && !look.includesShared) return { ...known, requesterIds: [] };
  if (test.kind === 'flag') {
    const isOut = test.value && (test.field === 'sharedToOthers' || (test.field === 'isOwed' && !look.includesShared));
    return isOut ? { ...known, isSharedOut: true } : known;
  }
  if (test.kind !== 'one_of' || test.isNone) return known;
  switch (test.field) {
    case 'departmentId':
      return { ...known, departmentIds: intersect(known.departmentIds, test.ids) };
    case 'requesterId':
      return { ...known, requesterIds: intersect(known.requesterIds, test.ids) };
    case 'assigneeId': {
      if (test.words.includes('nobody')) return known;
      const ids = test.words.includes('me') ? [...test.ids, look.actor.agentId] : test.ids;
      return { ...known, assigneeIds: intersect(known.assigneeIds, ids) };
    }
    case 'baseState':
    case 'statusId': {
      const states =
        test.field === 'statusId'
          ? test.ids.map(isOpenStatus)
          : test.words.map((word) => openStates.includes(word as never));
      const [first = null] = states;
      return states.every((one) => one === first) && first !== null ? { ...known, isOpen: first } : known;
    }
    default:
      return known;
  }
}

export function candidateFilter(
  plan: CheckedCriteria,
  look: CriteriaContext,
  state: State,
  isOpenStatus: (id: number) => boolean | null,
): CandidateFilter {
  const nothing: CandidateFilter = {
    departmentIds: null,
    assigneeIds: null,
    requesterIds: null,
    isOpen: state === 'any' ? null : state === 'open',
    isSharedOut: false,
  };
  const isAll = plan.match === 'all' || plan.tests.length + plan.groups.length === 1;
  if (!isAll) return nothing;
  const certain = [
    ...plan.tests,
    ...plan.groups.flatMap((group) => (group.match === 'all' || group.tests.length === 1 ? group.tests : [])),
  ];
  return certain.reduce((known, test) => refineFilter(known, test, look, isOpenStatus), nothing);
}

type Columns = { id: RawBuilder<unknown>; activityAt: RawBuilder<unknown> };
const ticketColumns: Columns = { id: sql`ticket.id`, activityAt: sql`ticket.activity_at` };
const shareColumns: Columns = { id: sql`entry.ticket_id`, activityAt: sql`entry.activity_at` };

const orderBy = (order: Order, { id, activityAt }: Columns) =>
  order === 'created' ? sql`${id} desc` : sql`${activityAt} desc, ${id} desc`;

const olderThan = (order: Order, { id, activityAt }: Columns, place: ListPosition | null) => {
  if (!place) return sql`true`;
  return order === 'created'
    ? sql`${id} < ${place.id}`
    : sql`(${activityAt}, ${id}) < (${place.activityAt}, ${place.id})`;
};

/**
 * The tickets a view has to look at, newest first: `id` and `activity_at` of at most `limit` rows after `place`. Every branch follows one index in
 * the order of the list, so that this costs the same whatever lies behind. `reach`: the actor's
 * departments, which are all there are for those who see everything. The limit stands in the text: of a number it does not know the planner expects
 * a tenth of the table, and reads it.
 */
export function candidateTickets(
  look: CriteriaContext,
  known: CandidateFilter,
  reach: OwnDepartments,
  order: Order,
  place: ListPosition | null,
  limit: number,
): RawBuilder<unknown> {
  const { actor } = look;
  const openness = (column: RawBuilder<unknown>) =>
    known.isOpen === null || order === 'created' ? sql`` : known.isOpen ? sql`and ${column}` : sql`and not ${column}`;
  const tickets = (where: RawBuilder<unknown>) => sql`(select ticket.id, ticket.activity_at from ticket
    where ${where} and ${olderThan(order, ticketColumns, place)} order by ${orderBy(order, ticketColumns)} limit ${sql.lit(limit)})`;
  const alive = sql`ticket.deleted_at is null`;
  const isOpen = openness(sql`ticket.is_open`);
  const shares = (
    where: RawBuilder<unknown>,
  ) => sql`(select entry.ticket_id as id, entry.activity_at from ticket_share entry
    where ${where} and entry.revoked_at is null and not entry.is_deleted ${openness(sql`entry.is_open`)}
      and ${olderThan(order, shareColumns, place)} order by ${orderBy(order, shareColumns)} limit ${sql.lit(limit)})`;

  const branches: RawBuilder<unknown>[] = [];
  const mine = intersect(known.departmentIds, reach.departmentIds);
  const isEverywhere = reach.isAll && known.departmentIds === null;
  if (known.requesterIds) {
    for (const id of known.requesterIds) branches.push(tickets(sql`ticket.requester_id = ${id}`));
  } else if (known.assigneeIds) {
    for (const id of known.assigneeIds) branches.push(tickets(sql`ticket.assignee_id = ${id} and ${alive} ${isOpen}`));
  } else {
    if (known.isSharedOut && order === 'activity') {
      for (const id of mine) branches.push(shares(sql`entry.from_department_id = ${id}`));
    } else if (isEverywhere) branches.push(tickets(sql`${alive} ${isOpen}`));
    else for (const id of mine) branches.push(tickets(sql`ticket.department_id = ${id} and ${alive} ${isOpen}`));
    if (!reach.isAll) {
      // Also those the actor answers for in departments that are not theirs; the others come from both branches and are taken once.
      branches.push(tickets(sql`ticket.assignee_id = ${actor.agentId} and ${alive} ${isOpen}`));
    }
    if (look.includesShared && !known.isSharedOut) {
      for (const { departmentId } of actor.memberships)
        branches.push(shares(sql`entry.department_id = ${departmentId}`));
    }
  }
  if (branches.length === 0) return sql`select null::bigint as id, null::timestamptz as activity_at where false`;
  const columns: Columns = { id: sql`one.id`, activityAt: sql`one.activity_at` };
  const distinct = order === 'created' ? sql`distinct on (one.id)` : sql`distinct on (one.activity_at, one.id)`;
  return sql`select ${distinct} one.id, one.activity_at from (${sql.join(branches, sql` union all `)}) one
    order by ${orderBy(order, columns)} limit ${sql.lit(limit)}`;
}
