import type {
  Authenticity,
  DeliveryState,
  DraftKind,
  MailDetails,
  MessageKind,
  Visibility,
} from '@crossdesk/contracts/conversation.ts';
import type { RecipientDelivery } from '@crossdesk/contracts/lists/email.ts';
import type { Mailbox } from '@crossdesk/contracts/scalars.ts';
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

export type Recipients = { to: Mailbox[]; cc: Mailbox[]; bcc: Mailbox[]; offered?: Mailbox[] };
type Json<T> = ColumnType<T, string, string>;

/**
 * One action on a ticket. `html` and `quoted_html` are sanitised before they are stored. `delivery`
 * is null when no mail is sent.
 */
interface MessageTable {
  id: GeneratedAlways<number>;
  ticket_id: number;
  kind: MessageKind;
  visibility: Visibility;
  author_kind: 'agent' | 'contact' | 'system';
  author_id: number | null;
  author_name: string;
  author_address: string | null;
  html: string;
  body_text: string;
  quoted_html: string | null;
  recipients: Json<Recipients>;
  mention_ids: Generated<number[]>;
  delivery: DeliveryState | null;
  delivery_detail: string | null;
  /** Null before the first attempt. */
  delivery_recipients: Generated<RecipientDelivery[] | null>;
  authenticity: ColumnType<Authenticity | null, string | null, string | null>;
  mail_details: ColumnType<MailDetails | null, string | null | undefined, string | null>;
  created_at: Date;
  sends_at: Date | null;
  edited_at: Date | null;
}

interface MessageRevisionTable {
  id: GeneratedAlways<number>;
  message_id: number;
  html: string;
  replaced_at: Date;
  replaced_by: string;
}

interface DraftTable {
  agent_id: number;
  ticket_id: number;
  kind: DraftKind;
  html: string;
  recipients: Json<Recipients>;
  updated_at: Date;
}

/**
 * A file on a message or a draft, or an upload that is on neither yet. The bytes are in the file
 * store under `hash`.
 */
interface AttachmentTable {
  id: GeneratedAlways<number>;
  hash: string;
  name: string;
  content_type: string;
  byte_count: number;
  content_id: string | null;
  is_inline: Generated<boolean>;
  message_id: number | null;
  draft_agent_id: number | null;
  draft_ticket_id: number | null;
  draft_kind: DraftKind | null;
  uploaded_by: number | null;
  created_at: Date;
}

/**
 * Message-IDs of inbound mail. Replies are matched to their ticket by them, and duplicates are
 * detected.
 */
interface MailReferenceTable {
  mail_id: string;
  mailbox_id: number | null;
  ticket_id: number;
  message_id: number;
}

declare module '../platform/database.ts' {
  interface Tables {
    message: MessageTable;
    message_revision: MessageRevisionTable;
    draft: DraftTable;
    attachment: AttachmentTable;
    mail_reference: MailReferenceTable;
  }
}
