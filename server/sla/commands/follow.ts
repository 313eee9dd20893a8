import { transferEvents } from '@crossdesk/contracts/events/transfer.ts';
import type { ClockReason } from '@crossdesk/contracts/sla.ts';
import type { Selectable } from 'kysely';
import type { Context } from '../../platform/context.ts';
import type { Tables } from '../../platform/database.ts';
import type { StoredEvent } from '../../platform/subscribers.ts';
import { advance, type Facts, type Step } from '../clocks.ts';
import { applyToFacts } from '../facts.ts';
import { hasContracts, type Promises, readPromises } from './read.ts';
import { clockOfRow, saveTimes, type TicketTimes } from './save.ts';

/** The facts of a ticket that was not followed so far. Its times count from `at`. */
export const factsOfRow = (row: Selectable<Tables['ticket']>, at: Date): Facts => ({
  type: row.type,
  departmentId: row.department_id,
  accountId: row.account_id,
  priorityId: row.priority_id,
  categoryId: row.category_id,
  serviceId: row.service_id,
  productId: row.product_id,
  channel: row.channel,
  tags: row.tags,
  baseState: row.base_state,
  isDeleted: row.deleted_at !== null,
  isForecastByHand: row.is_forecast_by_hand,
  countsFrom: at.toISOString(),
  respondedAt: row.first_responded_at?.toISOString() ?? null,
  awaitingSince: null,
  lastReply: null,
  states: [[at.toISOString(), row.base_state]],
});

/** The facts of a new ticket, as they were when it was created. */
function factsOfCreation(event: StoredEvent, row: Selectable<Tables['ticket']>): Facts {
  const at = event.at.toISOString();
  const created: Partial<Facts> = { ...event.data };
  for (const { field, after } of event.changes)
    if (field === 'type' || field === 'departmentId') Object.assign(created, { [field]: after });
  const facts: Facts = { ...factsOfRow(row, event.at), ...created, respondedAt: null, isDeleted: false };
  return { ...facts, states: [[at, facts.baseState]] };
}

/** Locks and reads the times of tickets that are already followed. */
export async function lockTimes(ctx: Context, ticketIds: readonly number[], takenBack: readonly number[]) {
  const rows = await ctx.tx
    .selectFrom('sla_ticket')
    .selectAll()
    .where('ticket_id', 'in', [0, ...ticketIds])
    .orderBy('ticket_id')
    .forUpdate()
    .execute();
  const clocks = await ctx.tx
    .selectFrom('sla_clock')
    .selectAll()
    .where('ticket_id', 'in', [0, ...rows.map((row) => row.ticket_id)])
    .where((where) =>
      where.or([
        where('met_at', 'is', null),
        where('kind', '=', 'resolution'),
        where('met_message_id', 'in', [0, ...takenBack]),
      ]),
    )
    .orderBy('id')
    .forUpdate()
    .execute();
  return new Map(
    rows.map((row): [number, TicketTimes] => [
      row.ticket_id,
      {
        ticketId: row.ticket_id,
        departmentId: row.department_id,
        contractId: row.contract_id,
        facts: row.facts,
        clocks: clocks.filter((one) => one.ticket_id === row.ticket_id).map(clockOfRow),
        endedIds: [],
        entries: [],
        isChanged: false,
        isForecastFreed: false,
      },
    ]),
  );
}

export const newTimes = (row: Selectable<Tables['ticket']>, facts: Facts): TicketTimes => ({
  ticketId: row.id,
  departmentId: row.department_id,
  contractId: null,
  facts,
  clocks: [],
  endedIds: [],
  entries: [],
  isChanged: true,
  isForecastFreed: false,
});

/** Calculates the times of a ticket after its facts have changed. */
export function recalculate(times: TicketTimes, promises: Promises, step: Step): void {
  const { facts, clocks } = times;
  times.isChanged = true;
  times.contractId = promises.contractOf(facts);
  const { ended, entries } = advance(clocks, facts, promises.plansOf(facts), step, promises.calendarOf);
  times.endedIds.push(...ended.flatMap((one) => one.id ?? []));
  times.entries.push(...entries);
}

/** The events that can change promised times. */
export const followedEvents = [
  'ticket.created',
  'ticket.edited',
  'ticket.transferred',
  'ticket.escalated',
  'ticket.transfer_undone',
  'ticket.deleted',
  'ticket.restored',
  'message.added',
  'message.taken_back',
] as const;

const handovers: ReadonlySet<string> = new Set(transferEvents);

/** Applies one event to a ticket that is followed. */
function applyEvent(times: TicketTimes, event: StoredEvent, promises: Promises): void {
  const isHandover = handovers.has(event.type);
  const change = applyToFacts(times.facts, event, {
    stateOf: promises.stateOf,
    keepsRules: isHandover && promises.onTransfer === 'keep',
  });
  if (!change) return;
  const { facts, fields, departmentId } = change;
  times.isForecastFreed ||= times.facts.isForecastByHand && !facts.isForecastByHand;
  times.facts = facts;
  times.departmentId = departmentId ?? times.departmentId;
  const reason: ClockReason = change.reason ?? (isHandover && departmentId ? 'transferred' : 'edited');
  recalculate(times, promises, {
    at: event.at,
    reason,
    fields,
    ...(event.message_id === null ? {} : { messageId: event.message_id }),
    isRestart: isHandover && departmentId !== null && promises.onTransfer === 'restart',
  });
}

/**
 * Keeps the promised times of tickets right after events, in order. Each event counts with its own
 * time, so a late start changes nothing.
 */
export async function followEvents(ctx: Context, events: readonly StoredEvent[]): Promise<void> {
  const ticketIds = [...new Set(events.flatMap((event) => event.ticket_id ?? []))];
  const takenBack = events.flatMap((one) => (one.type === 'message.taken_back' ? (one.message_id ?? []) : []));
  const all = await lockTimes(ctx, ticketIds, takenBack);
  if (all.size === 0 && !(await hasContracts(ctx))) return;
  const unknownIds = ticketIds.filter((id) => !all.has(id));
  const rows = await ctx.tx
    .selectFrom('ticket')
    .selectAll()
    .where('id', 'in', [0, ...unknownIds])
    .execute();
  const newRows = new Map(rows.map((row) => [row.id, row]));
  const accountIds = [
    ...[...all.values()].map((one) => one.facts.accountId),
    ...rows.map((row) => row.account_id),
    ...events.flatMap((event) => [
      event.data.accountId,
      ...event.changes.filter((one) => one.field === 'accountId').map((one) => one.after),
    ]),
  ].filter((id) => typeof id === 'number');
  const promises = await readPromises(ctx, accountIds);
  for (const event of events) {
    const { ticket_id: ticketId } = event;
    if (ticketId === null) continue;
    const times = all.get(ticketId);
    if (times) {
      applyEvent(times, event, promises);
      continue;
    }
    const row = newRows.get(ticketId);
    if (!row) continue;
    const isNew = event.type === 'ticket.created';
    const started = newTimes(row, isNew ? factsOfCreation(event, row) : factsOfRow(row, event.at));
    recalculate(started, promises, { at: event.at, reason: 'started', fields: [] });
    all.set(ticketId, started);
  }
  await saveTimes(ctx, [...all.values()]);
}
