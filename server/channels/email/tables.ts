import type { Generated, GeneratedAlways } from 'kysely';

/**
 * Accepted inbound mail; the raw source is in the file store under `hash`. State waiting: a job
 * will ingest it. ignored: our own mail, or a delivery report about mail that isn't ours.
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
  state: 'waiting' | 'done' | 'duplicate' | 'ignored' | 'failed';
  subject: Generated<string>;
  error: string | null;
  attempt_count: Generated<number>;
  message_id: number | null;
  received_at: Date;
}

declare module '../../platform/database.ts' {
  interface Tables {
    incoming_mail: IncomingMailTable;
  }
}
