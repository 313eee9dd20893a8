import type { AccessLevel } from '@crossdesk/contracts/levels.ts';
import type { MaskableField } from '@crossdesk/contracts/sharing.ts';
import type { Generated, GeneratedAlways } from 'kysely';

/**
 * Shares of a ticket with a department. At most one active share per ticket and department; revoked
 * ones are kept as history. A trigger copies `activity_at`, `is_open` and `is_deleted` from the
 * ticket.
 */
export interface TicketShareTable {
  id: GeneratedAlways<number>;
  ticket_id: number;
  department_id: number;
  from_department_id: number;
  level: AccessLevel;
  agent_ids: number[] | null;
  reason: string;
  hidden_fields: MaskableField[];
  is_customer_masked: boolean;
  question: string;
  responsible_id: number | null;
  due_at: Date | null;
  done_at: Date | null;
  done_by: string | null;
  /** The answer was written by a member of the department the ticket is shared with. */
  is_answer_own: Generated<boolean>;
  answer: Generated<string>;
  expires_at: Date | null;
  shared_by_id: number | null;
  shared_by_name: string;
  created_at: Date;
  updated_at: Date;
  version: Generated<number>;
  revoked_at: Date | null;
  revoked_by: string | null;
  activity_at: Date;
  is_open: boolean;
  is_deleted: Generated<boolean>;
}

declare module '../platform/database.ts' {
  interface Tables {
    ticket_share: TicketShareTable;
  }
}
