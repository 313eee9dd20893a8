import type { IncomingMailState } from '@crossdesk/contracts/lists/email.ts';
import type { Generated, GeneratedAlways } from 'kysely';

/**
 * Accepted inbound mail; the raw source is in the file store under `hash`. State waiting: a job
 * will ingest it. `message_id`: the message made of it, or the one a duplicate repeats.
 * `is_ticket_forced`: an agent makes a ticket of it, whatever it is, for `requester_address`
 * instead of its sender if that is set.
 */
interface IncomingMailTable {
  id: GeneratedAlways<number>;
  mailbox_id: number;
  hash: string;
  byte_count: number;
  envelope_from: string;
  envelope_to: string[];
  remote_address: string | null;
  helo: string | null;
  source: 'smtp' | 'imap';
  state: IncomingMailState;
  subject: Generated<string>;
  from_name: Generated<string>;
  from_address: Generated<string>;
  is_ticket_forced: Generated<boolean>;
  requester_address: string | null;
  error: string | null;
  attempt_count: Generated<number>;
  message_id: number | null;
  received_at: Date;
}

/**
 * An OAuth consent that was started. `state_hash`: SHA-256 of the state in the provider's URL.
 * `session_id`: the session that started it; null for an API key. `verifier` (PKCE) is encrypted.
 */
interface MailboxConsentTable {
  state_hash: string;
  mailbox_id: number;
  agent_id: number;
  session_id: string | null;
  verifier: string;
  expires_at: Date;
}

declare module '../../platform/database.ts' {
  interface Tables {
    incoming_mail: IncomingMailTable;
    mailbox_consent: MailboxConsentTable;
  }
}
