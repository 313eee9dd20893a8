type ImapServer = { host: string; port: number; isSecure: boolean; user: string };

/**
 * Whether the stored password may be used with changed IMAP settings. It may only be sent to the
 * server and user it was entered for, and never with less encryption. Otherwise someone who cannot
 * read it could have it sent to a server of their own.
 */
export const canReuseImapPassword = (before: ImapServer, after: ImapServer): boolean =>
  before.host.toLowerCase() === after.host.toLowerCase() &&
  before.port === after.port &&
  before.user === after.user &&
  (after.isSecure || !before.isSecure);
