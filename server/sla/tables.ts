import type { WeekHours } from '@crossdesk/contracts/availability.ts';
import type { BaseState } from '@crossdesk/contracts/settings.ts';
import type { ClockKind, ClockReason, Holiday, PauseCause, RuleConditions } from '@crossdesk/contracts/sla.ts';
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { Facts } from './clocks.ts';

/** See the contract `Calendar`. */
interface CalendarTable {
  id: GeneratedAlways<number>;
  name: string;
  time_zone: string;
  hours: ColumnType<WeekHours | null, string | null, string | null>;
  holidays: ColumnType<Holiday[], string, string>;
  version: Generated<number>;
}

/** At most one is the default. */
interface SlaContractTable {
  id: GeneratedAlways<number>;
  name: string;
  is_default: boolean;
  version: Generated<number>;
}

/** An account has at most one contract. */
interface SlaContractAccountTable {
  account_id: number;
  contract_id: number;
}

/** See the contract `SlaRule`. */
interface SlaRuleTable {
  id: GeneratedAlways<number>;
  contract_id: number;
  position: number;
  name: string;
  conditions: ColumnType<RuleConditions, string, string>;
  first_response_minutes: number | null;
  next_response_minutes: number | null;
  resolution_minutes: number | null;
  calendar_id: number;
  paused_states: BaseState[];
}

/**
 * What the times of a ticket are calculated from, as of the last event handled. `due_at`: the
 * earliest of its running times, and `due_kind` which. `is_paused`: there are times, and all wait.
 * `department_id` is the owner, for lists. The contract may be deleted by now.
 */
interface SlaTicketTable {
  ticket_id: number;
  department_id: number;
  contract_id: number | null;
  facts: ColumnType<Facts, string, string>;
  due_at: Date | null;
  due_kind: ClockKind | null;
  is_paused: boolean;
}

/**
 * A promised time; see the contract `TicketClock`. `elapsed_ms` is the working time up to
 * `counted_at`, which is null while the time does not run. `rule_fields`: the fields the rules of
 * the contract look at. Rule and calendar may be deleted by now. `next_at`: when a warning or
 * breach is to be announced.
 */
interface SlaClockTable {
  id: GeneratedAlways<number>;
  ticket_id: number;
  kind: ClockKind;
  rule_id: number | null;
  rule_name: string;
  rule_fields: string[];
  calendar_id: number | null;
  calendar_name: string;
  target_ms: number;
  started_at: Date;
  counted_at: Date | null;
  elapsed_ms: number;
  due_at: Date | null;
  paused_since: Date | null;
  pause_cause: PauseCause | null;
  met_at: Date | null;
  met_message_id: number | null;
  breached_at: Date | null;
  warned_at: Date | null;
  is_breach_announced: boolean;
  next_at: Date | null;
}

/** See the contract `ClockEntry`. */
interface SlaEntryTable {
  id: GeneratedAlways<number>;
  ticket_id: number;
  kind: ClockKind;
  at: Date;
  reason: ClockReason;
  fields: string[];
  state: PauseCause | null;
  due_before: Date | null;
  due_after: Date | null;
  rule_name: string | null;
  target_ms: number | null;
}

declare module '../platform/database.ts' {
  interface Tables {
    calendar: CalendarTable;
    sla_contract: SlaContractTable;
    sla_contract_account: SlaContractAccountTable;
    sla_rule: SlaRuleTable;
    sla_ticket: SlaTicketTable;
    sla_clock: SlaClockTable;
    sla_entry: SlaEntryTable;
  }
}
