import { type Static, Type } from 'typebox';
import { endpoints } from './endpoint.ts';
import { Account } from './identity.ts';
import { AccessLevel } from './levels.ts';
import { forecastSources } from './lists/sla.ts';
import { CanMap, relations } from './permissions.ts';
import { DisplayMailbox, EmailAddress, Id, Instant, Mailbox, Nullable } from './scalars.ts';
import { BaseState } from './settings.ts';

/** Longest HTML or text of one message an agent writes; it is converted while they wait. */
export const maxWrittenLength = 200_000;

/** Most tags of one ticket. */
export const maxTags = 50;

const exact = { additionalProperties: false } as const;

/** Public tickets are visible to the customer; internal ones are for agents (ZV-11 to ZV-18). */
export const TicketType = Type.Union([Type.Literal('public'), Type.Literal('internal')]);
export type TicketType = Static<typeof TicketType>;

/** The channel the request arrived through. */
export const Channel = Type.Enum(['email', 'agent', 'api', 'portal', 'webchat', 'whatsapp']);
export type Channel = Static<typeof Channel>;

/** When the customer is masked, `id` and `email` are null and the name is reduced to initials. */
export const Requester = Type.Object({ id: Nullable(Id), name: Type.String(), email: Nullable(Type.String()) });
export type Requester = Static<typeof Requester>;

const Subject = Type.String({ minLength: 1, maxLength: 1000, pattern: '^[^\\u0000-\\u001f]*$' });
const Tag = Type.String({ minLength: 1, maxLength: 60, pattern: '^[^\\u0000-\\u001f,]+$' });

/**
 * A department the ticket is shared with. Receivers see their own departments only. `isOwed`: the
 * department has an open question.
 */
export const ShareSummary = Type.Object({ departmentId: Id, level: AccessLevel, isOwed: Type.Boolean() });
export type ShareSummary = Static<typeof ShareSummary>;

/**
 * A ticket as the caller may see it. Names of departments, agents and choices are in the catalog.
 * `solutionDueAt` is the solution forecast (null: undefined). `version` increases with each change
 * and is sent back with writes. `isOwn` false: the ticket is shared by another department;
 * `hiddenFields` are then returned empty. With a hidden requester, subject, tags and Cc cannot be
 * edited. `isFollowing`: the caller is notified of what happens on it. `can` lists what the caller
 * may do, with the reason for each refusal; `via` the relations that grant access.
 */
export const Ticket = Type.Object({
  number: Id,
  type: TicketType,
  subject: Type.String(),
  requester: Requester,
  /** Default recipient of a reply; masked with the customer, null without an address. */
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
  /** Where the forecast comes from (ZV-24 to ZV-26); null: undefined or hidden. */
  forecastSource: Nullable(Type.Enum(forecastSources)),
  cc: Type.Array(DisplayMailbox),
  tags: Type.Array(Type.String()),
  account: Nullable(Account),
  productId: Nullable(Id),
  channel: Channel,
  mailboxId: Nullable(Id),
  /** The finished ticket that this one continues. */
  followsNumber: Nullable(Id),
  messageCount: Type.Integer(),
  version: Type.Integer(),
  createdAt: Instant,
  updatedAt: Instant,
  firstRespondedAt: Nullable(Instant),
  resolvedAt: Nullable(Instant),
  deletedAt: Nullable(Instant),
  isOwn: Type.Boolean(),
  isFollowing: Type.Boolean(),
  shares: Type.Array(ShareSummary),
  hiddenFields: Type.Array(Type.String()),
  can: CanMap,
  via: Type.Array(Type.Enum(relations)),
});
export type Ticket = Static<typeof Ticket>;

/**
 * An address added to the requester; masked with the customer. `by` is the name of the agent who
 * added it.
 */
const AddressChange = Type.Object({ address: Type.String(), by: Type.String(), at: Instant });

/** An agent who follows a ticket and can read it now. */
export const Follower = Type.Object({ agentId: Id, name: Type.String(), followedAt: Instant });
export type Follower = Static<typeof Follower>;

/** The fields an agent can set. Omitted fields are unchanged; null clears. */
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
  tags: Type.Optional(Type.Array(Tag, { maxItems: maxTags })),
  accountId: Type.Optional(Nullable(Id)),
  productId: Type.Optional(Nullable(Id)),
};

export const TicketEdit = Type.Object({ version: Type.Integer({ minimum: 0 }), ...fields }, exact);
export type TicketEdit = Static<typeof TicketEdit>;

/** Either an existing contact, or a name and address to find or create one. */
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
        html: Type.Optional(Type.String({ maxLength: maxWrittenLength })),
        text: Type.Optional(Type.String({ maxLength: maxWrittenLength })),
        attachmentIds: Type.Optional(Type.Array(Id, { maxItems: 50 })),
      },
      exact,
    ),
    /** True sends the first message to the requester by email. */
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
    summary: 'Get a ticket',
    caller: 'agent',
    params: number,
    response: Ticket,
    problems: ['not_found'],
  },
  editTicket: {
    method: 'PATCH',
    path: '/tickets/:number',
    summary: 'Update the classifications, status or responsible of a ticket',
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
      'fields_required',
      'justification_not_for_status',
      'service_not_offered',
      'category_not_for_service',
      'priority_not_for_category',
    ],
  },
  listAddressChanges: {
    method: 'GET',
    path: '/tickets/:number/address-changes',
    summary: 'List addresses added to the requester by other agents since the last reply',
    caller: 'agent',
    params: number,
    response: Type.Object({ items: Type.Array(AddressChange) }),
    problems: ['not_found'],
  },
  closeTicket: {
    method: 'POST',
    path: '/tickets/:number/close',
    summary: 'Close a ticket (CP-36, CP-37)',
    caller: 'agent',
    params: number,
    body: versioned,
    response: Ticket,
    problems: ['not_found', 'refused', 'version_conflict', 'justification_required', 'fields_required'],
  },
  deleteTicket: {
    method: 'POST',
    path: '/tickets/:number/delete',
    summary: 'Move a ticket to the trash (CP-38); external records are not deleted',
    caller: 'agent',
    params: number,
    body: versioned,
    response: Ticket,
    problems: ['not_found', 'refused', 'version_conflict'],
  },
  restoreTicket: {
    method: 'POST',
    path: '/tickets/:number/restore',
    summary: 'Restore a ticket from the trash',
    caller: 'agent',
    params: number,
    body: versioned,
    response: Ticket,
    problems: ['not_found', 'refused', 'version_conflict'],
  },
  markRead: {
    method: 'POST',
    path: '/tickets/:number/read',
    summary: 'Mark a ticket as read for me',
    caller: 'agent',
    params: number,
    body: Type.Object({}, exact),
    response: Type.Object({ ok: Type.Literal(true) }),
    problems: ['not_found'],
  },
  markUnread: {
    method: 'POST',
    path: '/tickets/:number/unread',
    summary: 'Mark a ticket as unread for me',
    caller: 'agent',
    params: number,
    body: Type.Object({}, exact),
    response: Type.Object({ ok: Type.Literal(true) }),
    problems: ['not_found'],
  },
  followTicket: {
    method: 'POST',
    path: '/tickets/:number/follow',
    summary: 'Follow a ticket: notify me of messages, status changes and transfers while I can read it',
    caller: 'agent',
    params: number,
    body: Type.Object({}, exact),
    response: Ticket,
    problems: ['not_found'],
  },
  unfollowTicket: {
    method: 'POST',
    path: '/tickets/:number/unfollow',
    summary: 'Stop following a ticket',
    caller: 'agent',
    params: number,
    body: Type.Object({}, exact),
    response: Ticket,
    problems: ['not_found'],
  },
  listFollowers: {
    method: 'GET',
    path: '/tickets/:number/followers',
    summary: 'List who follows this ticket; for its owners',
    caller: 'agent',
    params: number,
    response: Type.Object({ items: Type.Array(Follower) }),
    problems: ['not_found', 'refused'],
  },
});
