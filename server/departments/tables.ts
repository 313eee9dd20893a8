import type { ConnectionProblem, Imap, OAuth, Smtp } from '@crossdesk/contracts/mail-servers.ts';
import type { LocalName } from '@crossdesk/contracts/scalars.ts';
import type { Generated } from 'kysely';

interface DepartmentTable {
  id: Generated<number>;
  name: LocalName;
  color: string;
  is_active: Generated<boolean>;
  created_at: Generated<Date>;
}

/** The registration with an OAuth provider; the client secret is stored separately. */
export type OAuthSettings = Omit<OAuth, 'state'>;
/** How far a polled folder has been read. */
export type ImapPosition = { uidValidity: number; lastUid: number };

/**
 * The company's email addresses. Passwords, the OAuth client secret and `oauth_tokens` (an
 * `OAuthTokens` as JSON) are encrypted with the installation's secret.
 */
interface MailboxTable {
  id: Generated<number>;
  address: string;
  name: string;
  department_id: number;
  is_active: Generated<boolean>;
  imap: Imap | null;
  imap_password: string | null;
  imap_mark: ImapPosition | null;
  smtp: Smtp | null;
  smtp_password: string | null;
  has_sent_copy: Generated<boolean>;
  /** Null: the folder that the server marks as Sent. */
  sent_folder: string | null;
  sent_copy_error: ConnectionProblem | null;
  oauth: OAuthSettings | null;
  oauth_secret: string | null;
  /** Null before the first consent. */
  oauth_tokens: string | null;
  /** The provider refused to renew the tokens; someone has to consent again. */
  oauth_is_revoked: Generated<boolean>;
  polled_at: Date | null;
  poll_error: ConnectionProblem | null;
  created_at: Generated<Date>;
}

declare module '../platform/database.ts' {
  interface Tables {
    department: DepartmentTable;
    mailbox: MailboxTable;
  }
}
