import type { WeekHours } from '@crossdesk/contracts/availability.ts';
import type { BuiltInStatus } from '@crossdesk/contracts/lists/availability.ts';
import type { LocalName } from '@crossdesk/contracts/scalars.ts';
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/** See the contract `AgentStatus`. */
interface AgentStatusTable {
  id: GeneratedAlways<number>;
  key: BuiltInStatus | null;
  name: LocalName;
  receives_work: boolean;
  is_active: Generated<boolean>;
  position: Generated<number>;
  version: Generated<number>;
}

/**
 * An agent without a row has never set a status and counts as Available. After `until` the status
 * is Available again. `changed_at`: when the status was last set. `seen_at`: the last time the desk
 * was open; `active_at`: the last time someone used it. `is_receiving`: the last evaluation;
 * `away_since`: since when it says no; null: yes, or not known.
 */
interface AgentAvailabilityTable {
  agent_id: number;
  status_id: number;
  reason: Generated<string>;
  until: Date | null;
  changed_at: Date | null;
  seen_at: Date | null;
  active_at: Date | null;
  is_receiving: Generated<boolean>;
  away_since: Date | null;
}

/** Working hours by the clock of `time_zone`; `hours` null: always. */
interface AgentScheduleTable {
  agent_id: number;
  time_zone: string;
  hours: ColumnType<WeekHours | null, string | null, string | null>;
}

/** Absences of an agent do not overlap. */
interface AgentAbsenceTable {
  id: GeneratedAlways<number>;
  agent_id: number;
  starts_at: Date;
  ends_at: Date;
  substitute_id: number | null;
  reason: Generated<string>;
}

declare module '../platform/database.ts' {
  interface Tables {
    agent_status: AgentStatusTable;
    agent_availability: AgentAvailabilityTable;
    agent_schedule: AgentScheduleTable;
    agent_absence: AgentAbsenceTable;
  }
}
