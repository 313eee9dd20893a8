import { type Static, Type } from 'typebox';
import { endpoints } from './endpoint.ts';
import { Account } from './identity.ts';
import { AccessLevel } from './levels.ts';
import { CanMap, relations } from './permissions.ts';
import { EmailAddress, Id, Instant, Mailbox, Nullable, DisplayMailbox } from './scalars.ts';
import { BaseState } from './settings.ts';

const exact = { additionalProperties: false } as const;

/** Public tickets have a customer who reads and answers; internal ones are among agents (ZV-11 to ZV-18). */
export const TicketType = Type.Union([Type.Literal('public'), Type.Literal('internal')]);
export type TicketType = Static<typeof TicketType>;

/** Where the request came in. */
export const Channel = Type.Enum(['email', 'agent', 'api', 'portal', 'webchat', 'whatsapp']);
export type Channel = Static<typeof Channel>;

/** `id` and `email` are null when the customer is masked for the reader; the name is initials then. */
export const Requester = Type.Object({ id: Nullable(Id), name: Type.String(), email: Nullable(Type.String()) });
export type Requester = Static<typeof Requester>;

const Subject = Type.String({ minLength: 1, maxLength: 1000, pattern: '^[^\\u0000-\\u001f]*$' });
const Tag = Type.String({ minLength: 1, maxLength: 60, pattern: '^[^\\u0000-\\u001f,]+$' });

/** A department the ticket is shared with. Receivers see their own departments only. `isOwed`: it was asked something and has not answered. */
export const ShareSummary = Type.Object({ departmentId: Id, level: AccessLevel, isOwed: Type.Boolean() });
export type ShareSummary = Static<typeof ShareSummary>;

/**
 * A ticket as the person asking may see it. Names of departments, agents and choices come from the catalog.
 * `solutionDueAt` is the solution forecast (null: undefined). `version` grows with each change and is sent back with writes.
 * `isOwn` false: it is another department's, let in by a share; `hiddenFields` are then the ones masked (shown empty).
 * `can` says what this person may do, with the reason for each refusal; `via` by which relations.
 */
export const Ticket = Type.Object({
  number: Id,
  type: TicketType,
  subject: Type.String(),
  requester: Requester,
  /** Who a reply goes to unless the writer says otherwise; masked with the customer, and null without any address. */
  replyTo: Nullable(DisplayMailbox),
  departmentId: Id,
  assigneeId: Nullable(Id),
  serviceId: Nullable(Id),
  categoryId: Nullable(Id),
  priorityId: Nullable(Id),
  statusId: Id,
  baseState: BaseState,
  justificationId: Nullable(Id),
  solutionDueAt: Nullable(Instant),
  isForecastByHand: Type.Boolean(),
  cc: Type.Array(DisplayMailbox),
  tags: Type.Array(Type.String()),
  account: Nullable(Account),
  productId: Nullable(Id),
  channel: Channel,
  mailboxId: Nullable(Id),
  messageCount: Type.Integer(),
  version: Type.Integer(),
  createdAt: Instant,
  updatedAt: Instant,
  firstRespondedAt: Nullable(Instant),
  resolvedAt: Nullable(Instant),
  deletedAt: Nullable(Instant),
  isOwn: Type.Boolean(),
  shares: Type.Array(ShareSummary),
  hiddenFields: Type.Array(Type.String()),
  can: CanMap,
  via: Type.Array(Type.Enum(relations)),
});
export type Ticket = Static<typeof Ticket>;

/** An address added to the requester; masked with the customer. `by` is the name of the agent who added it. */
const AddressChange = Type.Object({ address: Type.String(), by: Type.String(), at: Instant });

/** The fields an agent sets. Anything left out of an edit stays as it is; null clears. */
const fields = {
  subject: Type.Optional(Subject),
  type: Type.Optional(TicketType),
  requesterId: Type.Optional(Id),
  assigneeId: Type.Optional(Nullable(Id)),
  serviceId: Type.Optional(Nullable(Id)),
  categoryId: Type.Optional(Nullable(Id)),
  priorityId: Type.Optional(Nullable(Id)),
  statusId: Type.Optional(Id),
  justificationId: Type.Optional(Nullable(Id)),
  solutionDueAt: Type.Optional(Nullable(Instant)),
  cc: Type.Optional(Type.Array(Mailbox, { maxItems: 50 })),
  tags: Type.Optional(Type.Array(Tag, { maxItems: 50 })),
  accountId: Type.Optional(Nullable(Id)),
  productId: Type.Optional(Nullable(Id)),
};

export const TicketEdit = Type.Object({ version: Type.Integer({ minimum: 0 }), ...fields }, exact);
export type TicketEdit = Static<typeof TicketEdit>;

/** Either an existing contact, or the name and address of one that is found or made. */
export const RequesterChoice = Type.Object(
  {
    contactId: Type.Optional(Id),
    name: Type.Optional(Type.String({ maxLength: 200 })),
    email: Type.Optional(EmailAddress),
  },
  exact,
);

export const TicketCreate = Type.Object(
  {
    ...fields,
    subject: Subject,
    requester: RequesterChoice,
    departmentId: Id,
    message: Type.Object(
      {
        html: Type.Optional(Type.String({ maxLength: 500_000 })),
        text: Type.Optional(Type.String({ maxLength: 500_000 })),
        attachmentIds: Type.Optional(Type.Array(Id, { maxItems: 50 })),
      },
      exact,
    ),
    /** True sends the first message to the requester by e-mail. */
    notifyRequester: Type.Optional(Type.Boolean()),
  },
  exact,
);
export type TicketCreate = Static<typeof TicketCreate>;

const number = Type.Object({ number: Id });
const versioned = Type.Object({ version: Type.Integer({ minimum: 0 }) }, exact);

export const ticketEndpoints = endpoints({
  getTicket: {
    method: 'GET',
    path: '/tickets/:number',
    summary: 'One ticket with its classifications',
    caller: 'agent',
    params: number,
    response: Ticket,
    problems: ['not_found'],
  },
  editTicket: {
    method: 'PATCH',
    path: '/tickets/:number',
    summary: 'Change classifications, status or responsible',
    caller: 'agent',
    params: number,
    body: TicketEdit,
    response: Ticket,
    problems: [
      'not_found',
      'refused',
      'version_conflict',
      'unknown_reference',
      'assignee_not_in_department',
      'justification_required',
      'justification_not_for_status',
    ],
  },
  listAddressChanges: {
    method: 'GET',
    path: '/tickets/:number/address-changes',
    summary:
      'Addresses colleagues have added to the requester since somebody else last answered here; shown before the next answer',
    caller: 'agent',
    params: number,
    response: Type.Object({ items: Type.Array(AddressChange) }),
    problems: ['not_found'],
  },
  closeTicket: {
    method: 'POST',
    path: '/tickets/:number/close',
    summary: 'Close with the check mark (CP-36, CP-37)',
    caller: 'agent',
    params: number,
    body: versioned,
    response: Ticket,
    problems: ['not_found', 'refused', 'version_conflict', 'justification_required'],
  },
  deleteTicket: {
    method: 'POST',
    path: '/tickets/:number/delete',
    summary: 'Move to the trash (CP-38); nothing outside is deleted',
    caller: 'agent',
    params: number,
    body: versioned,
    response: Ticket,
    problems: ['not_found', 'refused', 'version_conflict'],
  },
  restoreTicket: {
    method: 'POST',
    path: '/tickets/:number/restore',
    summary: 'Take out of the trash',
    caller: 'agent',
    params: number,
    body: versioned,
    response: Ticket,
    problems: ['not_found', 'refused', 'version_conflict'],
  },
  markRead: {
    method: 'POST',
    path: '/tickets/:number/read',
    summary: 'Remember that I have read everything up to now',
    caller: 'agent',
    params: number,
    body: Type.Object({}, exact),
    response: Type.Object({ ok: Type.Literal(true) }),
    problems: ['not_found'],
  },
  markUnread: {
    method: 'POST',
    path: '/tickets/:number/unread',
    summary: 'Show it to me as unread again, to come back to it',
    caller: 'agent',
    params: number,
    body: Type.Object({}, exact),
    response: Type.Object({ ok: Type.Literal(true) }),
    problems: ['not_found'],
  },
});
