import type { Selectable } from 'kysely';
import type { Context } from '../../platform/context.ts';
import type { Tables } from '../../platform/database.ts';
import { publishAllLive } from '../../platform/events.ts';
import { setForecasts } from '../../tickets/index.ts';
import { type Clock, type Entry, type Facts, forecastOf, summaryOf } from '../clocks.ts';
import * as store from '../store.ts';

/** The times of a ticket while events are applied to them. */
export type TicketTimes = {
  ticketId: number;
  departmentId: number;
  contractId: number | null;
  facts: Facts;
  clocks: Clock[];
  /** Ids of clocks that ended and have to be deleted. */
  endedIds: number[];
  entries: Entry[];
  /** Something has to be stored. */
  isChanged: boolean;
  /** The forecast has to be written again, because somebody removed the one set by hand. */
  isForecastFreed: boolean;
};

export const clockOfRow = (row: Selectable<Tables['sla_clock']>): Clock => ({
  id: row.id,
  kind: row.kind,
  ruleId: row.rule_id,
  ruleName: row.rule_name,
  ruleFields: row.rule_fields,
  calendarId: row.calendar_id,
  calendarName: row.calendar_name,
  targetMs: row.target_ms,
  startedAt: row.started_at,
  countedAt: row.counted_at,
  elapsedMs: row.elapsed_ms,
  dueAt: row.due_at,
  pausedSince: row.paused_since,
  pauseCause: row.pause_cause,
  metAt: row.met_at,
  metMessageId: row.met_message_id,
  breachedAt: row.breached_at,
  warnedAt: row.warned_at,
  isBreachAnnounced: row.is_breach_announced,
  nextAt: row.next_at,
});

const rowOfClock = (ticketId: number, clock: Clock): store.ClockRow => ({
  ticket_id: ticketId,
  kind: clock.kind,
  rule_id: clock.ruleId,
  rule_name: clock.ruleName,
  rule_fields: clock.ruleFields,
  calendar_id: clock.calendarId,
  calendar_name: clock.calendarName,
  target_ms: clock.targetMs,
  started_at: clock.startedAt,
  counted_at: clock.countedAt,
  elapsed_ms: clock.elapsedMs,
  due_at: clock.dueAt,
  paused_since: clock.pausedSince,
  pause_cause: clock.pauseCause,
  met_at: clock.metAt,
  met_message_id: clock.metMessageId,
  breached_at: clock.breachedAt,
  warned_at: clock.warnedAt,
  is_breach_announced: clock.isBreachAnnounced,
  next_at: clock.nextAt,
});

/** Writes the times of tickets, their log and forecasts, with one statement for each table. */
export async function saveTimes(ctx: Context, times: readonly TicketTimes[]): Promise<void> {
  const all = times.filter((one) => one.isChanged);
  if (all.length === 0) return;
  await store.upsertTickets(
    ctx.tx,
    all.map((one) => {
      const { dueAt, dueKind, isPaused } = summaryOf(one.clocks);
      return {
        ticket_id: one.ticketId,
        department_id: one.departmentId,
        contract_id: one.contractId,
        facts: JSON.stringify(one.facts),
        due_at: one.facts.isDeleted ? null : dueAt,
        due_kind: dueKind,
        is_paused: isPaused,
      };
    }),
  );
  const changed = all.filter((one) => one.entries.length > 0 || one.isForecastFreed);
  const endedIds = all.flatMap((one) => one.endedIds);
  if (endedIds.length > 0) await store.deleteClocks(ctx.tx, endedIds);
  const stored = changed.flatMap((one) =>
    one.clocks.flatMap((clock) => (clock.id === null ? [] : [{ id: clock.id, ...rowOfClock(one.ticketId, clock) }])),
  );
  if (stored.length > 0) await store.updateClocks(ctx.tx, stored);
  const added = changed.flatMap((one) =>
    one.clocks.filter((clock) => clock.id === null).map((clock) => rowOfClock(one.ticketId, clock)),
  );
  if (added.length > 0) await store.insertClocks(ctx.tx, added);
  const entries = changed.flatMap((one) =>
    one.entries.map((entry) => ({
      ticket_id: one.ticketId,
      kind: entry.kind,
      at: entry.at,
      reason: entry.reason,
      fields: entry.fields,
      state: entry.state,
      due_before: entry.dueBefore,
      due_after: entry.dueAfter,
      rule_name: entry.ruleName,
      target_ms: entry.targetMs,
    })),
  );
  if (entries.length > 0) await store.insertEntries(ctx.tx, entries);
  await saveForecasts(ctx, changed);
}

async function saveForecasts(ctx: Context, changed: readonly TicketTimes[]): Promise<void> {
  if (changed.length === 0) return;
  const forecasts = changed.flatMap((one) => {
    const dueAt = forecastOf(one.clocks);
    return dueAt === undefined ? [] : [{ ticketId: one.ticketId, dueAt }];
  });
  await setForecasts(ctx, forecasts);
  await publishAllLive(
    ctx,
    changed.map(({ ticketId }) => ({
      type: 'ticket.edited' as const,
      ticketId,
      messageId: null,
      actorId: null,
      version: 0,
      departmentId: null,
    })),
  );
}
