import { type Static, Type } from 'typebox';
import { endpoints } from './endpoint.ts';
import { incomingMailStates } from './lists/email.ts';
import {
  ConnectionCheck,
  ConnectionProblem,
  Imap,
  ImapWrite,
  OAuth,
  OAuthWrite,
  Smtp,
  SmtpWrite,
} from './mail-servers.ts';
import { Done, EmailAddress, Id, Instant, Nullable, Page, pageQuery } from './scalars.ts';

const exact = { additionalProperties: false } as const;

/**
 * A company address: mail to it becomes tickets of its department; replies are sent from it.
 * `smtp`: the server that sends its mail; null: the server of the installation. `sentFolder`: where
 * sent mail is copied to over IMAP; null: the folder the server marks as Sent. Everything about
 * servers is null for callers without `settings.manage` or `mail.manage`.
 */
export const DepartmentMailbox = Type.Object({
  id: Id,
  address: EmailAddress,
  name: Type.String(),
  departmentId: Id,
  isActive: Type.Boolean(),
  imap: Nullable(Imap),
  smtp: Nullable(Smtp),
  oauth: Nullable(OAuth),
  hasSentCopy: Type.Boolean(),
  sentFolder: Nullable(Type.String()),
  polledAt: Nullable(Instant),
  pollError: Nullable(ConnectionProblem),
  /** Why sent mail could not be copied to the Sent folder. */
  sentCopyError: Nullable(ConnectionProblem),
});
export type DepartmentMailbox = Static<typeof DepartmentMailbox>;

const MailboxWrite = Type.Object(
  {
    address: EmailAddress,
    name: Type.String({ minLength: 1, maxLength: 120, pattern: '^[^\\u0000-\\u001f]*$' }),
    departmentId: Id,
    isActive: Type.Optional(Type.Boolean()),
    imap: Type.Optional(Nullable(ImapWrite)),
    smtp: Type.Optional(Nullable(SmtpWrite)),
    oauth: Type.Optional(Nullable(OAuthWrite)),
    hasSentCopy: Type.Optional(Type.Boolean()),
    sentFolder: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 200 }))),
  },
  exact,
);
export type MailboxWrite = Static<typeof MailboxWrite>;

/** The settings to test; those that are missing are tested as they are stored. */
const MailboxTest = Type.Object(
  { imap: Type.Optional(Nullable(ImapWrite)), smtp: Type.Optional(Nullable(SmtpWrite)) },
  exact,
);
export type MailboxTest = Static<typeof MailboxTest>;

/** `incoming` is null for a mailbox that is not read from a server. */
const MailboxTestResult = Type.Object({ incoming: Nullable(ConnectionCheck), outgoing: ConnectionCheck });
export type MailboxTestResult = Static<typeof MailboxTestResult>;

/**
 * An outgoing mail: sent, queued, or kept because no outgoing server is configured. `isHidden`: it
 * is about a ticket the caller doesn't own, and `to`, `subject` and `text` are empty.
 */
export const OutboxMail = Type.Object({
  id: Id,
  number: Nullable(Id),
  messageId: Nullable(Id),
  from: Type.String(),
  to: Type.Array(Type.String()),
  subject: Type.String(),
  /** Empty for a mail with a sign-in or password link. */
  text: Type.String(),
  isHidden: Type.Boolean(),
  /** The text is never shown and the mail cannot be sent again; request a new link instead. */
  isSecret: Type.Boolean(),
  state: Type.Enum(['waiting', 'sent', 'partly', 'failed', 'kept', 'canceled']),
  attemptCount: Type.Integer(),
  lastError: Nullable(Type.String()),
  createdAt: Instant,
  sentAt: Nullable(Instant),
});
export type OutboxMail = Static<typeof OutboxMail>;

/**
 * An accepted mail and what became of it. `number`: the ticket of its message, or of the message a
 * duplicate repeats. `error`: for a failed mail, one of `mailFailureReasons` or a technical error
 * message; for a delivery report about other mail, the recipients it names. `attemptCount`: since
 * it arrived or was last retried. `isHidden`: it belongs to a ticket the caller doesn't own, or to
 * a mailbox of another department; sender and subject are empty and the source is `not_found`.
 */
export const IncomingMail = Type.Object({
  id: Id,
  fromName: Type.String(),
  /** From the header, else from the envelope; empty if it has neither. */
  fromAddress: Type.String(),
  envelopeTo: Type.Array(Type.String()),
  subject: Type.String(),
  isHidden: Type.Boolean(),
  state: Type.Enum(incomingMailStates),
  number: Nullable(Id),
  error: Nullable(Type.String()),
  byteCount: Type.Integer(),
  receivedAt: Instant,
  attemptCount: Type.Integer(),
});
export type IncomingMail = Static<typeof IncomingMail>;

const id = Type.Object({ id: Id });

export const emailEndpoints = endpoints({
  listMailboxes: {
    method: 'GET',
    path: '/mailboxes',
    summary: "List the company's email addresses",
    caller: 'agent',
    response: Type.Object({ items: Type.Array(DepartmentMailbox) }),
    problems: [],
  },
  createMailbox: {
    method: 'POST',
    path: '/mailboxes',
    summary: 'Add a company email address',
    caller: 'settings.manage',
    body: MailboxWrite,
    response: DepartmentMailbox,
    status: 201,
    problems: ['not_allowed', 'already_exists', 'unknown_reference'],
  },
  editMailbox: {
    method: 'PATCH',
    path: '/mailboxes/:id',
    summary: 'Update or disable a company email address',
    caller: 'settings.manage',
    params: id,
    body: Type.Partial(MailboxWrite, exact),
    response: DepartmentMailbox,
    problems: ['not_allowed', 'not_found', 'already_exists', 'unknown_reference'],
  },
  testMailbox: {
    method: 'POST',
    path: '/mailboxes/:id/test',
    summary: 'Connect to the incoming and outgoing server of a mailbox and sign in',
    caller: 'settings.manage',
    params: id,
    body: MailboxTest,
    response: MailboxTestResult,
    problems: ['not_allowed', 'not_found'],
  },
  testNewMailbox: {
    method: 'POST',
    path: '/mailboxes/test',
    summary: 'Test the servers of a mailbox that is not saved yet',
    caller: 'settings.manage',
    body: MailboxTest,
    response: MailboxTestResult,
    problems: ['not_allowed'],
  },
  connectMailbox: {
    method: 'POST',
    path: '/mailboxes/:id/connect',
    summary: 'Start the OAuth consent of a mailbox; returns the page of the provider to open',
    caller: 'settings.manage',
    params: id,
    body: Type.Object({}, exact),
    response: Type.Object({ url: Type.String() }),
    isSecret: true,
    problems: ['not_allowed', 'not_found'],
  },
  completeConsent: {
    method: 'POST',
    path: '/mailboxes/consents',
    summary: 'Finish the OAuth consent with what the provider passed to the redirect address',
    caller: 'settings.manage',
    body: Type.Object(
      {
        state: Type.String({ minLength: 1, maxLength: 200 }),
        /** Missing if the person did not consent. */
        code: Type.Optional(Type.String({ minLength: 1, maxLength: 4000 })),
      },
      exact,
    ),
    response: Type.Object({ mailboxId: Id, problem: Nullable(ConnectionProblem) }),
    isSecret: true,
    problems: ['not_allowed', 'consent_expired'],
  },
  listOutbox: {
    method: 'GET',
    path: '/outbox',
    summary: 'List outgoing mail, newest first',
    caller: 'mail.manage',
    query: Type.Object(pageQuery, exact),
    response: Page(OutboxMail),
    problems: ['not_allowed'],
  },
  resendMail: {
    method: 'POST',
    path: '/outbox/:id/send',
    summary: 'Send a failed or kept mail again',
    caller: 'mail.manage',
    params: id,
    body: Type.Object({}, exact),
    response: OutboxMail,
    problems: ['not_allowed', 'not_found', 'in_use'],
  },
  listIncomingMail: {
    method: 'GET',
    path: '/incoming-mail',
    summary: 'List received mail and what became of it, newest first',
    caller: 'mail.manage',
    query: Type.Object(
      {
        ...pageQuery,
        state: Type.Optional(Type.Enum(incomingMailStates)),
        /** Part of the subject or sender. Hidden mail is not searched. */
        q: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
      },
      exact,
    ),
    response: Page(IncomingMail),
    problems: ['not_allowed'],
  },
  getIncomingMailSource: {
    method: 'GET',
    path: '/incoming-mail/:id/source',
    summary: 'Download the raw source of a received mail',
    caller: 'mail.manage',
    params: id,
    response: Type.Unknown(),
    problems: ['not_allowed', 'not_found'],
    raw: 'download',
  },
  retryIncomingMail: {
    method: 'POST',
    path: '/incoming-mail/:id/retry',
    summary: 'Process a failed mail again',
    caller: 'mail.manage',
    params: id,
    body: Type.Object({}, exact),
    response: Done,
    problems: ['not_allowed', 'not_found'],
  },
  createTicketFromMail: {
    method: 'POST',
    path: '/incoming-mail/:id/ticket',
    summary: 'Create a ticket from a received mail that has none',
    caller: 'mail.manage',
    params: id,
    body: Type.Object(
      {
        /** Instead of the sender; required if the mail has none or is from one of our mailboxes. */
        requester: Type.Optional(EmailAddress),
      },
      exact,
    ),
    response: IncomingMail,
    problems: ['not_allowed', 'not_found', 'in_use'],
  },
});
