import type { ClockKind } from '@crossdesk/contracts/sla.ts';
import type { ListOrder, TicketRow } from '@crossdesk/contracts/views.ts';
import { type RawBuilder, sql } from 'kysely';
import { combineMasks, fieldMasks, isReadable, maskedPerson, maskText, shareSummary } from '../access/index.ts';
import { type ReadContext, requireAgent } from '../platform/context.ts';
import { readCursor } from '../platform/keyset.ts';

/** Newest activity first. */
export const byActivity = sql`ticket.activity_at desc, ticket.id desc`;
/** Newest first. */
export const byCreation = sql`ticket.id desc`;

/** The ORDER BY of each sort. Reverse orders read the same indexes backwards. */
export const orderByClauses: Record<ListOrder, RawBuilder<unknown>> = {
  activity: byActivity,
  waiting: sql`ticket.activity_at, ticket.id`,
  created: byCreation,
  oldest: sql`ticket.id`,
  due: sql`times.due_at, ticket.id`,
};

/** A condition for the rows after a cursor; refuses a cursor of a different sort. */
export function afterCursor(sort: ListOrder, after: string | undefined): RawBuilder<unknown> {
  const isByNumber = sort === 'created' || sort === 'oldest';
  const last = readCursor(after, isByNumber ? ['number'] : ['instant', 'number']);
  if (!last) return sql`true`;
  if (sort === 'due') return sql`(entry.due_at, entry.ticket_id) > (${last[0]}, ${last[1]})`;
  const operator = sql.raw(sort === 'activity' || sort === 'created' ? '<' : '>');
  return isByNumber
    ? sql`ticket.id ${operator} ${last[0]}`
    : sql`(ticket.activity_at, ticket.id) ${operator} (${last[0]}, ${last[1]})`;
}

/** The cursor values of the last row of a page. */
export function cursorValues(sort: ListOrder, row: Row): (string | number)[] {
  if (sort === 'created' || sort === 'oldest') return [row.id];
  return [(sort === 'due' ? (row.time_due_at ?? row.activity_at) : row.activity_at).toISOString(), row.id];
}

/** A ticket row of a list, before masking. */
export type Row = {
  id: number;
  type: TicketRow['type'];
  subject: string;
  preview: string;
  requester_id: number;
  requester_name: string;
  department_id: number;
  assignee_id: number | null;
  priority_id: number | null;
  status_id: number;
  justification_id: number | null;
  base_state: TicketRow['baseState'];
  solution_due_at: Date | null;
  time_due_at: Date | null;
  time_kind: ClockKind | null;
  is_time_paused: boolean | null;
  tags: string[];
  channel: TicketRow['channel'];
  message_count: number;
  is_unread: boolean;
  is_own: boolean;
  shares: TicketRow['shares'];
  masks: Parameters<typeof combineMasks>[0];
  version: number;
  created_at: Date;
  activity_at: Date;
};

/** The columns of a list row; needs `rowJoins`. */
export const rowColumns = sql`ticket.id, ticket.type, ticket.subject, ticket.preview, ticket.requester_id, contact.name as requester_name,
  ticket.department_id, ticket.assignee_id, ticket.priority_id, ticket.status_id, ticket.justification_id, ticket.base_state,
  ticket.solution_due_at, times.due_at as time_due_at, times.due_kind as time_kind, times.is_paused as is_time_paused, ticket.tags, ticket.channel, ticket.message_count, ticket.version, ticket.created_at, ticket.activity_at,
  (reading.read_at is null or reading.read_at < ticket.last_message_at) as is_unread`;

const isOwn = sql<boolean>`access.is_own`;

/** The columns that depend on the actor's access to each row. */
export const accessColumns = ({ actor }: ReadContext) =>
  sql`access.is_own, ${shareSummary(actor, isOwn)} as shares, ${fieldMasks(actor, isOwn)} as masks`;

/** The joins that `rowColumns` and `accessColumns` need. */
export const rowJoins = (ctx: ReadContext) => sql`join contact on contact.id = ticket.requester_id
  left join ticket_reading reading on reading.ticket_id = ticket.id and reading.agent_id = ${requireAgent(ctx).agentId}
  left join sla_ticket times on times.ticket_id = ticket.id
  cross join lateral (select coalesce(${isReadable(ctx.actor, 'own')}, false) as is_own offset 0) access`;

const timeOf = ({ time_due_at: dueAt, time_kind: kind, is_time_paused: isPaused }: Row): TicketRow['time'] =>
  dueAt === null && !isPaused ? null : { kind, dueAt: dueAt?.toISOString() ?? null, isPaused: isPaused ?? false };

/** A row as the actor may see it; hidden fields are empty. */
export function rowView(row: Row): TicketRow {
  const mask = combineMasks(row.masks);
  const unlessHidden = <T>(field: string, value: T, empty: T): T => (mask?.hiddenFields.has(field) ? empty : value);
  const requester = { id: row.requester_id, name: row.requester_name };
  return {
    number: row.id,
    type: row.type,
    subject: maskText(mask, row.subject),
    preview: maskText(mask, row.preview, { everyAddress: true }),
    requester: mask?.isCustomerMasked
      ? { id: null, name: maskedPerson({ ...requester, address: null }).name }
      : requester,
    departmentId: row.department_id,
    assigneeId: row.assignee_id,
    priorityId: unlessHidden('priority', row.priority_id, null),
    statusId: row.status_id,
    justificationId: row.justification_id,
    baseState: row.base_state,
    solutionDueAt: unlessHidden('solutionForecast', row.solution_due_at?.toISOString() ?? null, null),
    time: unlessHidden('solutionForecast', timeOf(row), null),
    tags: unlessHidden(
      'tags',
      row.tags.map((tag) => maskText(mask, tag)),
      [],
    ),
    channel: row.channel,
    messageCount: row.message_count,
    isUnread: row.is_unread,
    version: row.version,
    createdAt: row.created_at.toISOString(),
    activityAt: row.activity_at.toISOString(),
    isOwn: row.is_own,
    shares: row.shares,
  };
}
