import type { Mailbox } from '@crossdesk/contracts/scalars.ts';
import type { BaseState } from '@crossdesk/contracts/settings.ts';
import type { Channel, TicketType } from '@crossdesk/contracts/tickets.ts';
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/**
 * A ticket. `id` is the number people see. `base_state` copies that of its status, so that lists
 * need no join; `is_open` is derived from it. `activity_at`, the last message or change, orders
 * lists. `preview` is the beginning of the last message. `follows_id`: the finished ticket that
 * this one continues.
 */
interface TicketTable {
  id: GeneratedAlways<number>;
  type: TicketType;
  subject: string;
  requester_id: number;
  department_id: number;
  assignee_id: number | null;
  service_id: number | null;
  category_id: number | null;
  priority_id: number | null;
  status_id: number;
  base_state: BaseState;
  is_open: GeneratedAlways<boolean>;
  justification_id: number | null;
  solution_due_at: Date | null;
  is_forecast_by_hand: Generated<boolean>;
  cc: ColumnType<Mailbox[], string, string>;
  tags: string[];
  account_id: number | null;
  product_id: number | null;
  channel: Channel;
  mailbox_id: number | null;
  follows_id: Generated<number | null>;
  preview: Generated<string>;
  message_count: Generated<number>;
  version: Generated<number>;
  created_at: Date;
  updated_at: Date;
  activity_at: Date;
  last_message_at: Date;
  first_responded_at: Date | null;
  resolved_at: Date | null;
  deleted_at: Date | null;
}

/** When each agent last read each ticket. */
interface TicketReadingTable {
  agent_id: number;
  ticket_id: number;
  read_at: Date;
}

/**
 * The agents who follow each ticket. A row has no effect while the agent cannot read the ticket.
 */
interface TicketFollowerTable {
  ticket_id: number;
  agent_id: number;
  followed_at: Date;
}

declare module '../platform/database.ts' {
  interface Tables {
    ticket: TicketTable;
    ticket_reading: TicketReadingTable;
    ticket_follower: TicketFollowerTable;
  }
}
