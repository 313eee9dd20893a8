import type { TicketClock, TicketSla } from '@crossdesk/contracts/sla.ts';
import { ticketAccess } from '../access/index.ts';
import type { ReadContext } from '../platform/context.ts';
import { calendars } from './queries.ts';
import { workingMsBetween } from './working-time.ts';
import './tables.ts';

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
const mostShown = 200;

/** The maskable fields that tell what a rule looks at. */
const maskOfField: Record<string, string> = {
  priorityId: 'priority',
  categoryId: 'category',
  serviceId: 'service',
  productId: 'product',
  tags: 'tags',
  accountId: 'account',
};

/**
 * "Why this time?": the promised times of a ticket and how they were calculated. Throws
 * `not_found`. A reader from whom something is hidden learns no rule, calendar or contract that
 * could reveal it; with a hidden forecast no time at all.
 */
export async function ticketSla(ctx: ReadContext, number: number): Promise<TicketSla> {
  const { ticket, mask } = await ticketAccess(ctx, number);
  const hidden = mask?.hiddenFields ?? new Set<string>();
  if (hidden.has('solutionForecast')) return { contractName: null, isPartlyHidden: true, clocks: [], entries: [] };
  const clocks = await ctx.db
    .selectFrom('sla_clock')
    .selectAll()
    .where('ticket_id', '=', ticket.id)
    .orderBy('id', 'desc')
    .limit(mostShown)
    .execute();
  // The contract belongs to the account, and its rules look at these fields.
  const isPartlyHidden =
    mask?.isCustomerMasked === true || Object.values(maskOfField).some((field) => hidden.has(field));
  const shown = <T>(value: T): T | null => (isPartlyHidden ? null : value);
  const contract = await ctx.db
    .selectFrom('sla_ticket')
    .innerJoin('sla_contract', 'sla_contract.id', 'sla_ticket.contract_id')
    .select('sla_contract.name')
    .where('sla_ticket.ticket_id', '=', ticket.id)
    .executeTakeFirst();
  const entries = isPartlyHidden
    ? []
    : await ctx.db
        .selectFrom('sla_entry')
        .selectAll()
        .where('ticket_id', '=', ticket.id)
        .orderBy('id', 'desc')
        .limit(mostShown)
        .execute();
  const known = new Map(
    (await calendars(ctx, [...new Set(clocks.flatMap((row) => row.calendar_id ?? []))])).map((one) => [one.id, one]),
  );
  /** Working time up to now. */
  const elapsedOf = (row: (typeof clocks)[number]): number => {
    const calendar = row.calendar_id === null ? undefined : known.get(row.calendar_id);
    if (!calendar || row.counted_at === null) return row.elapsed_ms;
    return row.elapsed_ms + workingMsBetween(calendar, row.counted_at, ctx.now);
  };
  const views = clocks.map(
    (row): TicketClock => ({
      kind: row.kind,
      startedAt: row.started_at.toISOString(),
      dueAt: iso(row.due_at),
      pausedSince: iso(row.paused_since),
      pauseCause: row.pause_cause,
      metAt: iso(row.met_at),
      breachedAt: iso(row.breached_at),
      elapsedMs: shown(elapsedOf(row)),
      targetMs: shown(row.target_ms),
      ruleName: shown(row.rule_name),
      calendarName: shown(row.calendar_name),
    }),
  );
  return {
    contractName: shown(contract?.name ?? null),
    isPartlyHidden,
    clocks: [...views.filter((one) => one.metAt === null), ...views.filter((one) => one.metAt !== null)],
    entries: entries.map((row) => ({
      id: row.id,
      kind: row.kind,
      at: row.at.toISOString(),
      reason: row.reason,
      fields: row.fields,
      state: row.state,
      dueBefore: iso(row.due_before),
      dueAfter: iso(row.due_after),
      ruleName: row.rule_name,
      targetMs: row.target_ms,
    })),
  };
}
