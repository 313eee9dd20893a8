import { type Static, Type } from 'typebox';
import { endpoints } from './endpoint.ts';
import { recipientStates } from './lists/email.ts';
import { DisplayMailbox, Done, Id, Instant, Mailbox, Nullable, Page, pageQuery } from './scalars.ts';
import { maxWrittenLength, Ticket, TicketCreate } from './tickets.ts';

const exact = { additionalProperties: false } as const;

/** Public messages reach the customer; internal ones are only ever visible to agents. */
export const Visibility = Type.Union([Type.Literal('public'), Type.Literal('internal')]);
export type Visibility = Static<typeof Visibility>;

/**
 * request: opened the ticket. reply: to or from the customer. comment: among agents. forward: sent
 * to a third party. auto: an automatic mail. bounce: a delivery failure report.
 */
export const messageKinds = ['request', 'reply', 'comment', 'forward', 'auto', 'bounce'] as const;
export const MessageKind = Type.Enum(messageKinds);
export type MessageKind = (typeof messageKinds)[number];

/** Delivery of an outgoing message. partly: not to all. kept: no outgoing server is configured. */
export const DeliveryState = Type.Enum(['waiting', 'sent', 'partly', 'failed', 'bounced', 'kept']);
export type DeliveryState = Static<typeof DeliveryState>;

/**
 * A file on a message. Requests to `url` check access to the ticket; `previewUrl` is set for images
 * and PDFs only.
 */
export const Attachment = Type.Object({
  id: Id,
  name: Type.String(),
  contentType: Type.String(),
  byteCount: Type.Integer(),
  isInline: Type.Boolean(),
  url: Type.String(),
  previewUrl: Nullable(Type.String()),
});
export type Attachment = Static<typeof Attachment>;

export const Author = Type.Object({
  kind: Type.Union([Type.Literal('agent'), Type.Literal('contact'), Type.Literal('system')]),
  id: Nullable(Id),
  name: Type.String(),
  address: Nullable(Type.String()),
});
export type Author = Static<typeof Author>;

const Result = Type.Enum(['pass', 'fail', 'softfail', 'neutral', 'none', 'temperror', 'permerror']);
/** SPF, DKIM and DMARC results of an incoming mail. */
export const Authenticity = Type.Object({ spf: Result, dkim: Result, dmarc: Result });
export type Authenticity = Static<typeof Authenticity>;

/**
 * What an incoming mail says beyond its author and recipients. Empty for readers from whom the
 * customer is hidden.
 */
export const MailDetails = Type.Object({
  /** Where the sender wants answers (Reply-To). */
  replyTo: Type.Array(DisplayMailbox),
  /**
   * Whether answers go to `replyTo`. False if a sender who isn't verified asks for it in the name
   * of a known customer.
   */
  isReplyToUsed: Type.Boolean(),
  /** The From address, if the author is the person in Reply-To, as with contact forms. */
  sentFrom: Nullable(DisplayMailbox),
  /** The sender of a forwarded email, whom an agent can make the requester. */
  forwardedFrom: Nullable(DisplayMailbox),
  /** signed: with a signature that isn't checked. encrypted: only the file is stored. */
  protection: Nullable(Type.Enum(['signed', 'encrypted'])),
});
export type MailDetails = Static<typeof MailDetails>;

/**
 * One message on a ticket. `html` is sanitized; `quotedHtml` is the quoted text below it, shown
 * collapsed (null: none). `isCut`: the message is long; `html` and `text` are the beginning of its
 * text, and `getMessage` returns all of it. `sendsAt` is set while an outgoing message can still be
 * undone.
 */
export const Message = Type.Object({
  id: Id,
  kind: MessageKind,
  visibility: Visibility,
  author: Author,
  isFromCustomer: Type.Boolean(),
  html: Type.String(),
  text: Type.String(),
  isCut: Type.Boolean(),
  quotedHtml: Nullable(Type.String()),
  to: Type.Array(DisplayMailbox),
  cc: Type.Array(DisplayMailbox),
  bcc: Type.Array(DisplayMailbox),
  attachments: Type.Array(Attachment),
  /** Agents mentioned in an internal comment. */
  mentionIds: Type.Array(Id),
  /** `recipients` is empty before the first attempt and for readers of masked tickets. */
  delivery: Nullable(
    Type.Object({
      state: DeliveryState,
      detail: Nullable(Type.String()),
      recipients: Type.Array(
        Type.Object({
          address: Type.String(),
          state: Type.Enum(recipientStates),
          detail: Nullable(Type.String()),
        }),
      ),
    }),
  ),
  authenticity: Nullable(Authenticity),
  mail: Nullable(MailDetails),
  /**
   * Recipients of the mail who were not added to the ticket, because its sender is unverified or
   * not on the ticket.
   */
  offered: Type.Array(Mailbox),
  createdAt: Instant,
  sendsAt: Nullable(Instant),
  editedAt: Nullable(Instant),
  canEdit: Type.Boolean(),
});
export type Message = Static<typeof Message>;

/** An unsent message. One per agent, ticket and kind; stored until sent or emptied. */
export const DraftKind = Type.Union([Type.Literal('reply'), Type.Literal('comment'), Type.Literal('forward')]);
export type DraftKind = Static<typeof DraftKind>;
const draftFields = {
  to: Type.Array(Mailbox, { maxItems: 50 }),
  cc: Type.Array(Mailbox, { maxItems: 50 }),
  bcc: Type.Array(Mailbox, { maxItems: 50 }),
};
export const Draft = Type.Object({
  kind: DraftKind,
  html: Type.String(),
  ...draftFields,
  attachments: Type.Array(Attachment),
  updatedAt: Instant,
});
export type Draft = Static<typeof Draft>;
const writtenHtml = Type.String({ maxLength: maxWrittenLength });
const attachmentIds = Type.Array(Id, { maxItems: 50 });
const DraftWrite = Type.Object({ html: writtenHtml, ...draftFields, attachmentIds }, exact);
export type DraftWrite = Static<typeof DraftWrite>;

const content = {
  html: Type.Optional(Type.String({ maxLength: maxWrittenLength })),
  text: Type.Optional(Type.String({ maxLength: maxWrittenLength })),
  attachmentIds: Type.Optional(Type.Array(Id, { maxItems: 50 })),
};
const recipients = {
  cc: Type.Optional(Type.Array(Mailbox, { maxItems: 50 })),
  bcc: Type.Optional(Type.Array(Mailbox, { maxItems: 50 })),
};
export const ReplyWrite = Type.Object(
  {
    ...content,
    ...recipients,
    to: Type.Optional(Type.Array(Mailbox, { maxItems: 50 })),
    /**
     * New status of the ticket, e.g. pending. Without the permission the whole reply is refused.
     */
    statusId: Type.Optional(Id),
    justificationId: Type.Optional(Nullable(Id)),
    /**
     * The newest message the writer saw. If there are newer ones, the reply fails with
     * version_conflict.
     */
    lastSeenMessageId: Type.Optional(Id),
  },
  exact,
);
export type ReplyWrite = Static<typeof ReplyWrite>;
export const CommentWrite = Type.Object(
  {
    ...content,
    /**
     * Mentioned agents, marked in `html` as `<span data-mention="id">`. Each must be able to see
     * the ticket.
     */
    mentionIds: Type.Optional(Type.Array(Id, { maxItems: 50 })),
  },
  exact,
);
export type CommentWrite = Static<typeof CommentWrite>;
export const MessageEdit = Type.Object(
  {
    html: Type.String({ minLength: 1, maxLength: maxWrittenLength }),
    /**
     * Mentioned agents after the edit. New ones must be able to see the ticket and are notified.
     * Omitted: unchanged.
     */
    mentionIds: Type.Optional(Type.Array(Id, { maxItems: 50 })),
  },
  exact,
);
export type MessageEdit = Static<typeof MessageEdit>;
export const ForwardWrite = Type.Object(
  { ...content, ...recipients, to: Type.Array(Mailbox, { minItems: 1, maxItems: 50 }) },
  exact,
);
export type ForwardWrite = Static<typeof ForwardWrite>;

/** The response of writing a message: the message and the updated ticket. */
export const MessageResponse = Type.Object({ message: Message, ticket: Ticket });
export type MessageResponse = Static<typeof MessageResponse>;

const number = Type.Object({ number: Id });
const messageParams = Type.Object({ number: Id, messageId: Id });
const writeProblems = ['not_found', 'refused', 'empty_message', 'unknown_reference'] as const;

export const conversationEndpoints = endpoints({
  createTicket: {
    method: 'POST',
    path: '/tickets',
    summary: 'Create a ticket on behalf of a contact; the requester is required (ZV-20)',
    caller: 'tickets.create',
    body: TicketCreate,
    response: Ticket,
    status: 201,
    problems: [
      'not_allowed',
      'refused',
      'requester_required',
      'empty_message',
      'unknown_reference',
      'assignee_not_in_department',
      'justification_required',
      'fields_required',
      'justification_not_for_status',
      'service_not_offered',
      'category_not_for_service',
      'priority_not_for_category',
      'internal_ticket',
      'no_recipient',
    ],
  },
  listMessages: {
    method: 'GET',
    path: '/tickets/:number/messages',
    summary:
      'List messages, newest page first, each page oldest first; `after` returns older ones. A page of long messages is shorter than `limit`',
    caller: 'agent',
    params: number,
    query: Type.Object({ ...pageQuery, visibility: Type.Optional(Visibility) }, exact),
    response: Page(Message),
    problems: ['not_found'],
  },
  getMessage: {
    method: 'GET',
    path: '/tickets/:number/messages/:messageId',
    summary: 'Get one message in full, however long it is',
    caller: 'agent',
    params: messageParams,
    response: Message,
    problems: ['not_found'],
  },
  reply: {
    method: 'POST',
    path: '/tickets/:number/replies',
    summary: 'Reply to the customer',
    caller: 'agent',
    params: number,
    body: ReplyWrite,
    response: MessageResponse,
    status: 201,
    problems: [
      ...writeProblems,
      'no_recipient',
      'customer_masked',
      'version_conflict',
      'justification_required',
      'fields_required',
      'justification_not_for_status',
    ],
  },
  comment: {
    method: 'POST',
    path: '/tickets/:number/comments',
    summary: 'Add an internal comment, visible to agents only',
    caller: 'agent',
    params: number,
    body: CommentWrite,
    response: MessageResponse,
    status: 201,
    problems: [...writeProblems, 'mention_refused'],
  },
  listMentionable: {
    method: 'GET',
    path: '/tickets/:number/mentionable',
    summary: 'List agents who can be mentioned: those who can see the ticket',
    caller: 'agent',
    params: number,
    response: Type.Object({ agentIds: Type.Array(Id) }),
    problems: ['not_found'],
  },
  forward: {
    method: 'POST',
    path: '/tickets/:number/forwards',
    summary: 'Forward the conversation',
    caller: 'agent',
    params: number,
    body: ForwardWrite,
    response: MessageResponse,
    status: 201,
    problems: [...writeProblems, 'no_recipient', 'forward_refused'],
  },
  undoSend: {
    method: 'POST',
    path: '/tickets/:number/messages/:messageId/undo',
    summary: 'Undo a message that has not been sent yet; its text becomes the draft again',
    caller: 'agent',
    params: messageParams,
    body: Type.Object({}, exact),
    response: Draft,
    problems: ['not_found', 'refused', 'original_immutable'],
  },
  editMessage: {
    method: 'PATCH',
    path: '/tickets/:number/messages/:messageId',
    summary: 'Edit an internal comment (ZV-48, C-01); every revision is kept',
    caller: 'agent',
    params: messageParams,
    body: MessageEdit,
    response: Message,
    problems: ['not_found', 'refused', 'original_immutable', 'edit_window_over', 'empty_message', 'mention_refused'],
  },
  resendMessage: {
    method: 'POST',
    path: '/tickets/:number/messages/:messageId/send',
    summary: 'Send a reply or forward again to the recipients it did not reach',
    caller: 'agent',
    params: messageParams,
    body: Type.Object({}, exact),
    response: Message,
    problems: ['not_found', 'refused', 'in_use'],
  },
  useForwardedSender: {
    method: 'POST',
    path: '/tickets/:number/messages/:messageId/forwarded-sender',
    summary: 'Make the original sender of a forwarded email the requester',
    caller: 'agent',
    params: messageParams,
    body: Type.Object({}, exact),
    response: Ticket,
    problems: ['not_found', 'refused', 'unknown_reference'],
  },
  listRevisions: {
    method: 'GET',
    path: '/tickets/:number/messages/:messageId/revisions',
    summary: 'List previous versions of an edited comment, newest first',
    caller: 'agent',
    params: messageParams,
    response: Type.Object({
      items: Type.Array(Type.Object({ html: Type.String(), replacedAt: Instant, replacedBy: Type.String() })),
    }),
    problems: ['not_found'],
  },
  listDrafts: {
    method: 'GET',
    path: '/tickets/:number/drafts',
    summary: 'List my drafts on this ticket',
    caller: 'agent',
    params: number,
    response: Type.Object({ items: Type.Array(Draft) }),
    problems: ['not_found'],
  },
  saveDraft: {
    method: 'PUT',
    path: '/tickets/:number/drafts/:kind',
    summary: 'Save a draft; an empty one is deleted',
    caller: 'agent',
    params: Type.Object({ number: Id, kind: DraftKind }),
    body: DraftWrite,
    response: Done,
    problems: ['not_found', 'unknown_reference'],
  },
  uploadFile: {
    method: 'POST',
    path: '/files',
    summary: 'Upload a file (form field `file`) to attach to a message; unattached files are deleted after a day',
    caller: 'agent',
    response: Attachment,
    status: 201,
    problems: ['file_too_large', 'not_acceptable_media', 'bad_request'],
    raw: 'upload',
  },
  getFile: {
    method: 'GET',
    path: '/files/:attachmentId',
    summary: 'Download an attachment; `preview=1` serves an image or PDF inline',
    caller: 'agent',
    params: Type.Object({ attachmentId: Id }),
    query: Type.Object({ preview: Type.Optional(Type.String({ maxLength: 1 })) }, exact),
    response: Type.Unknown(),
    problems: ['not_found'],
    raw: 'download',
  },
});
