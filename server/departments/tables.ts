import type { LocalName } from '@crossdesk/contracts/scalars.ts';
import type { Generated } from 'kysely';

interface DepartmentTable {
  id: Generated<number>;
  name: LocalName;
  color: string;
  is_active: Generated<boolean>;
  created_at: Generated<Date>;
}

/** Settings of a polled server; the password is stored separately and encrypted. */
export type ImapSettings = { host: string; port: number; isSecure: boolean; user: string; folder: string };
/** How far a polled folder has been read. */
export type ImapPosition = { uidValidity: number; lastUid: number };

/** The company's email addresses. `imap_password` is encrypted with the installation's secret. */
interface MailboxTable {
  id: Generated<number>;
  address: string;
  name: string;
  department_id: number;
  is_active: Generated<boolean>;
  imap: ImapSettings | null;
  imap_password: string | null;
  imap_mark: ImapPosition | null;
  polled_at: Date | null;
  poll_error: string | null;
  created_at: Generated<Date>;
}

declare module '../platform/database.ts' {
  interface Tables {
    department: DepartmentTable;
    mailbox: MailboxTable;
  }
}
