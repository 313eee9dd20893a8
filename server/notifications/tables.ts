import type { NotificationKind, NotificationMeans, TemplatedMeans } from '@crossdesk/contracts/notifications.ts';
import type { Locale } from '@crossdesk/contracts/scalars.ts';
import type { Generated, GeneratedAlways } from 'kysely';

/**
 * One notification of one agent about one event by one channel, at most once. `lead_id`: covered by
 * the notification that leads a burst. `is_ended`: about an ended share, so the ticket itself may
 * not be shown. State waiting: its email or text message is not written yet. `actor_name` is
 * unmasked, as in the log.
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

/** Notification switches of a department; without a row the default of the kind applies. */
interface NotificationRuleTable {
  department_id: number;
  kind: NotificationKind;
  means: NotificationMeans;
  is_on: boolean;
}

/** Notification switches of an agent; without a row everything is on. */
interface NotificationPreferenceTable {
  agent_id: number;
  kind: NotificationKind;
  means: NotificationMeans;
  is_on: boolean;
}

/** Templates edited by an administrator; without a row the built-in text applies. */
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
