import type { KeptAccess, TransferKind, TransferOutcome } from '@crossdesk/contracts/transfer.ts';
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/** What a transfer changed, for undoing it. */
export type Before = {
  accountId: number | null;
  productId: number | null;
  categoryId: number | null;
  /** The share of the receiving department that ended. */
  endedShareId: number | null;
  /** Traces of the receiving department that ended with its becoming the owner. */
  endedTraces: {
    departmentId: number;
    agentId: number | null;
    transferId: number;
    isEscalation: boolean;
    at: string;
  }[];
  /** When the ticket began to wait for somebody, if it did. */
  queuedAt: string | null;
};

/** Each transfer. `version_after`: of the ticket, so that a later change prevents undoing. */
interface TicketTransferTable {
  id: GeneratedAlways<number>;
  ticket_id: number;
  kind: TransferKind;
  from_department_id: number;
  from_agent_id: number | null;
  to_department_id: number;
  to_agent_id: number | null;
  by_agent_id: number | null;
  by_name: string;
  reason_id: number | null;
  reason: string;
  kept: KeptAccess;
  outcome: TransferOutcome;
  before: ColumnType<Before, string, never>;
  version_after: number;
  created_at: Date;
  undone_at: Date | null;
}

/**
 * What former holders can still read: all members of a department (`agent_id` null), and for the
 * list *From me* the agents who had or transferred the ticket. Has no effect while the department
 * owns the ticket. A trigger copies `activity_at`, `is_open` and `is_deleted` from the ticket.
 */
interface TicketTraceTable {
  ticket_id: number;
  department_id: number;
  agent_id: number | null;
  transfer_id: number;
  is_escalation: Generated<boolean>;
  created_at: Date;
  activity_at: Date;
  is_open: boolean;
  is_deleted: Generated<boolean>;
}

declare module '../platform/database.ts' {
  interface Tables {
    ticket_transfer: TicketTransferTable;
    ticket_trace: TicketTraceTable;
  }
}
