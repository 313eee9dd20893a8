import type {
  AssignmentMode,
  Candidate,
  DecisiveFactor,
  RoutingConditions,
  TieBreak,
  UnassignedReason,
  WhenAway,
  WhenNobody,
} from '@crossdesk/contracts/assignment.ts';
import type { Channel } from '@crossdesk/contracts/tickets.ts';
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/** `channels` null: every channel. `agent_ids` null: every member of the department. */
interface RoutingRuleTable {
  id: GeneratedAlways<number>;
  name: string;
  department_id: number;
  position: number;
  channels: Channel[] | null;
  conditions: ColumnType<RoutingConditions, string, string>;
  agent_ids: number[] | null;
  skills: string[];
  max_open: number | null;
  is_active: boolean;
  version: Generated<number>;
}

/**
 * Without a row the defaults apply. `unit_ids`: departments that take its tickets without a rule.
 */
interface DepartmentAssignmentTable {
  department_id: number;
  mode: AssignmentMode;
  tie_break: TieBreak;
  when_nobody: WhenNobody;
  when_away: WhenAway;
  may_name_unavailable: boolean;
  counts_pending: boolean;
  max_open: number | null;
  unit_ids: number[];
  /** The departments its tickets can be transferred to; null: all. */
  target_ids: number[] | null;
  version: Generated<number>;
}

interface AgentAssignmentTable {
  agent_id: number;
  max_open: number | null;
  skills: string[];
  version: Generated<number>;
}

/** When a department last assigned a ticket to an agent by itself. */
interface AgentTurnTable {
  department_id: number;
  agent_id: number;
  assigned_at: Date;
}

/**
 * Tickets that wait for somebody who can take them. `queued_at`: since when; kept while they move
 * on. `excluded_ids`: agents who must not get the ticket, because they handed it over.
 * `substitute_id`: who is asked first, because the absent responsible named them.
 */
interface AssignmentQueueTable {
  ticket_id: number;
  department_id: number;
  reason: UnassignedReason;
  rule_id: number | null;
  excluded_ids: number[];
  substitute_id: Generated<number | null>;
  queued_at: Date;
}

/** The last absence of a responsible in which the supervisors were notified of an answer. */
interface AbsenceAlertTable {
  ticket_id: number;
  agent_id: number;
  away_since: Date | null;
}

/** Each automatic assignment or attempt. `seed`: of the random choice, if there was one. */
interface AssignmentDecisionTable {
  id: GeneratedAlways<number>;
  ticket_id: number;
  department_id: number;
  agent_id: number | null;
  rule_id: number | null;
  mode: AssignmentMode;
  outcome: UnassignedReason | 'assigned';
  decided_by: DecisiveFactor | null;
  seed: number | null;
  candidates: ColumnType<Candidate[], string, never>;
  decided_at: Date;
}

declare module '../platform/database.ts' {
  interface Tables {
    routing_rule: RoutingRuleTable;
    department_assignment: DepartmentAssignmentTable;
    agent_assignment: AgentAssignmentTable;
    agent_turn: AgentTurnTable;
    assignment_queue: AssignmentQueueTable;
    absence_alert: AbsenceAlertTable;
    assignment_decision: AssignmentDecisionTable;
  }
}
