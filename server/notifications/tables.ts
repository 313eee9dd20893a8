import type { NotificationKind, NotificationMeans, TemplatedMeans } from '@crossdesk/contracts/notifications.ts';
import type { Locale } from '@crossdesk/contracts/scalars.ts';
import type { Generated, GeneratedAlways } from 'kysely';

/**
 * That one person is told of one event by one means; at most once. `lead_id`: part of a burst that another row tells. `is_ended`: about a share that has
 * ended, so that the ticket itself may not be shown. waiting: its mail or text message is still to be written. `actor_name` as it stands in the log, so
 * unmasked.
 */
export interface NotificationTable {
  id: GeneratedAlways<number>;
  event_id: number;
  agent_id: number;
  means: NotificationMeans;
  kind: NotificationKind;
  ticket_id: number;
  department_id: number | null;
  message_id: number | null;
  actor_kind: 'agent' | 'contact' | 'system';
  actor_name: string;
  lead_id: number | null;
  is_ended: Generated<boolean>;
  mail_id: number | null;
  text_id: number | null;
  state: 'waiting' | 'told' | 'failed' | 'canceled';
  detail: string | null;
  created_at: Date;
  read_at: Date | null;
}

/** What a department has switched on or off; where there is no row, what the kind starts with. */
interface NotificationRuleTable {
  department_id: number;
  kind: NotificationKind;
  means: NotificationMeans;
  is_on: boolean;
}

/** What an agent wants to hear of; where there is no row, everything. */
interface NotificationPreferenceTable {
  agent_id: number;
  kind: NotificationKind;
  means: NotificationMeans;
  is_on: boolean;
}

/** Texts an administrator has written; where there is no row, the built-in one. */
interface NotificationTemplateTable {
  kind: NotificationKind;
  means: TemplatedMeans;
  locale: Locale;
  subject: string;
  body: string;
}

declare module '../platform/database.ts' {
  interface Tables {
    notification: NotificationTable;
    notification_rule: NotificationRuleTable;
    notification_preference: NotificationPreferenceTable;
    notification_template: NotificationTemplateTable;
  }
}
