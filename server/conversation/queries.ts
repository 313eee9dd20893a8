import type { Attachment, Draft, DraftKind, MailDetails, Message } from '@crossdesk/contracts/conversation.ts';
import type { Mailbox } from '@crossdesk/contracts/scalars.ts';
import { type Selectable, sql } from 'kysely';
import {
  agentsWhoCanRead,
  isOwner,
  type Mask,
  maskedPerson,
  maskHtml,
  maskText,
  type TicketAccess,
  ticketAccess,
} from '../access/index.ts';
import { type ReadContext, requireAgent } from '../platform/context.ts';
import type { Db, Tables } from '../platform/database.ts';
import { problem } from '../platform/problems.ts';
import { isMaskable, isPreviewable, validateMessageEdit } from './rules.ts';
import './tables.ts';

type AttachmentFacts = Pick<
  Selectable<Tables['attachment']>,
  'id' | 'name' | 'content_type' | 'byte_count' | 'is_inline'
>;

export const attachmentView = (row: AttachmentFacts, mask: Mask | null = null): Attachment => ({
  id: row.id,
  name: maskText(mask, row.name, { isLoose: true, everyAddress: true }),
  contentType: row.content_type,
  byteCount: row.byte_count,
  isInline: row.is_inline,
  url: `/api/v1/files/${row.id}`,
  previewUrl: isPreviewable(row.content_type) ? `/api/v1/files/${row.id}?preview=1` : null,
});

/** The files of a message or a draft as JSON. */
export const attachmentsWhere = (where: ReturnType<typeof sql>) =>
  sql<
    AttachmentFacts[]
  >`coalesce((select json_agg(json_build_object('id', f.id, 'name', f.name, 'content_type', f.content_type,
    'byte_count', f.byte_count, 'is_inline', f.is_inline) order by f.id) from attachment f where ${where}), '[]')`;

const selectAttachments = (where: ReturnType<typeof sql>) => attachmentsWhere(where).as('attachments');

const messageRows = (db: Db) =>
  db.selectFrom('message').selectAll('message').select(selectAttachments(sql`f.message_id = message.id`));
export type MessageRow = Awaited<ReturnType<ReturnType<typeof messageRows>['executeTakeFirstOrThrow']>> & {
  /** Only the beginning of the text is in the row. */
  is_cut?: boolean;
};

/** Their addresses would reveal a hidden customer. */
const withoutPeople = ({ protection }: MailDetails): MailDetails => ({
  replyTo: [],
  isReplyToUsed: false,
  sentFrom: null,
  forwardedFrom: null,
  protection,
});

/**
 * A message as the reader may see it. Only agents read messages here, so Bcc is included. A masked
 * reader sees their own messages unmasked: masking them would reveal which name is the customer's.
 */
export function messageView(ctx: ReadContext, row: MessageRow, mask: Mask | null): Message {
  const { actor } = ctx;
  const isMasked = mask?.isCustomerMasked ?? false;
  const maskPeople = (list: Mailbox[]) => (isMasked ? list.map(maskedPerson) : list);
  const isCcHidden = mask?.hiddenFields.has('cc') ?? false;
  const isMine = actor.kind === 'agent' && row.author_kind === 'agent' && row.author_id === actor.agentId;
  const textMask = isMine ? null : mask;
  // Customer signatures and delivery reports can contain addresses that are not on record.
  const options = { everyAddress: row.author_kind !== 'agent' };
  const author = { kind: row.author_kind, id: row.author_id, name: row.author_name, address: row.author_address };
  return {
    id: row.id,
    kind: row.kind,
    visibility: row.visibility,
    author: isMasked && row.author_kind !== 'agent' ? { ...maskedPerson(author), id: null } : author,
    isFromCustomer: row.author_kind === 'contact',
    html: maskHtml(textMask, row.html, options),
    text: maskText(textMask, row.body_text, options),
    isCut: row.is_cut ?? false,
    quotedHtml: row.quoted_html === null ? null : maskHtml(mask, row.quoted_html, { everyAddress: true }),
    to: maskPeople(row.recipients.to),
    cc: isCcHidden ? [] : maskPeople(row.recipients.cc),
    bcc: maskPeople(row.recipients.bcc),
    attachments: row.attachments
      .filter((one) => !isMasked || isMaskable(one))
      .map((one) => attachmentView(one, textMask)),
    mentionIds: row.mention_ids,
    delivery: row.delivery
      ? {
          state: row.delivery,
          detail: row.delivery_detail === null ? null : maskText(mask, row.delivery_detail, { everyAddress: true }),
          recipients: isMasked || isCcHidden ? [] : (row.delivery_recipients ?? []),
        }
      : null,
    authenticity: row.authenticity,
    mail: row.mail_details && isMasked ? withoutPeople(row.mail_details) : row.mail_details,
    offered: isMasked || isCcHidden ? [] : (row.recipients.offered ?? []),
    createdAt: row.created_at.toISOString(),
    sendsAt: row.delivery && row.sends_at && row.sends_at > ctx.now ? row.sends_at.toISOString() : null,
    editedAt: row.edited_at?.toISOString() ?? null,
    canEdit: actor.kind === 'agent' && !row.is_cut && validateMessageEdit(row, actor, ctx.now) === true,
  };
}

export async function message(ctx: ReadContext, ticketId: number, messageId: number): Promise<MessageRow> {
  const row = await messageRows(ctx.db)
    .where('id', '=', messageId)
    .where('ticket_id', '=', ticketId)
    .executeTakeFirst();
  if (!row) throw problem('not_found');
  return row;
}

/**
 * Of the given agents, those who can read the ticket, as far as the actor may know. Receivers of a
 * share know about the owning department, its assignee and their own shares; other shares stay
 * hidden from them.
 */
export async function readersKnownToActor(ctx: ReadContext, access: TicketAccess, agentIds: readonly number[]) {
  const readers = await agentsWhoCanRead(ctx.db, access.ticket.id, agentIds);
  if (isOwner(access)) return readers;
  const { department_id: owningId, assignee_id: assigneeId } = access.ticket;
  const departmentIds = [owningId, ...access.shares.map((one) => one.departmentId)];
  const members = await ctx.db
    .selectFrom('department_member')
    .select('agent_id')
    .where('department_id', 'in', departmentIds)
    .where('agent_id', 'in', [0, ...readers])
    .execute();
  const knownIds = new Set([...members.map((one) => one.agent_id), assigneeId]);
  return new Set([...readers].filter((id) => knownIds.has(id)));
}

/** The active agents who can be mentioned on the ticket, without the actor. */
export async function mentionableAgentIds(ctx: ReadContext, number: number): Promise<number[]> {
  const access = await ticketAccess(ctx, number);
  const rows = await ctx.db.selectFrom('agent').select('id').where('is_active', '=', true).execute();
  const others = rows.map((row) => row.id).filter((id) => ctx.actor.kind !== 'agent' || id !== ctx.actor.agentId);
  return [...(await readersKnownToActor(ctx, access, others))].sort((a, b) => a - b);
}

/**
 * The id of the newest message on a ticket written by anyone but this agent; 0 if there is none.
 */
export async function newestMessageIdByOthers(ctx: ReadContext, ticketId: number, agentId: number): Promise<number> {
  const row = await ctx.db
    .selectFrom('message')
    .select('id')
    .where('ticket_id', '=', ticketId)
    .where((eb) => eb.or([eb('author_kind', '!=', 'agent'), eb('author_id', '!=', agentId)]))
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? 0;
}

const draftRows = (db: Db) =>
  db
    .selectFrom('draft')
    .selectAll('draft')
    .select(
      selectAttachments(
        sql`f.draft_agent_id = draft.agent_id and f.draft_ticket_id = draft.ticket_id and f.draft_kind = draft.kind`,
      ),
    );
type DraftRow = Awaited<ReturnType<ReturnType<typeof draftRows>['executeTakeFirstOrThrow']>>;

const draftView = (row: DraftRow): Draft => ({
  kind: row.kind,
  html: row.html,
  ...row.recipients,
  attachments: row.attachments.map((one) => attachmentView(one)),
  updatedAt: row.updated_at.toISOString(),
});

/** The agent's drafts on a ticket. */
export async function drafts(ctx: ReadContext, number: number): Promise<Draft[]> {
  await ticketAccess(ctx, number);
  const rows = await draftRows(ctx.db)
    .where('agent_id', '=', requireAgent(ctx).agentId)
    .where('ticket_id', '=', number)
    .orderBy('kind')
    .execute();
  return rows.map(draftView);
}

export async function draft(ctx: ReadContext, number: number, kind: DraftKind): Promise<Draft> {
  const draft = (await drafts(ctx, number)).find((draft) => draft.kind === kind);
  if (!draft) throw problem('not_found');
  return draft;
}

/** Earlier versions of a comment, newest first. */
export async function revisions(ctx: ReadContext, number: number, messageId: number) {
  const { mask } = await ticketAccess(ctx, number);
  const { author_id: authorId } = await message(ctx, number, messageId);
  const textMask = ctx.actor.kind === 'agent' && authorId === ctx.actor.agentId ? null : mask;
  const rows = await ctx.db
    .selectFrom('message_revision')
    .select(['html', 'replaced_at', 'replaced_by'])
    .where('message_id', '=', messageId)
    .orderBy('id', 'desc')
    .execute();
  return rows.map((row) => ({
    html: maskHtml(textMask, row.html),
    replacedAt: row.replaced_at.toISOString(),
    replacedBy: row.replaced_by,
  }));
}

/**
 * A file with the mask to apply: on a ticket the actor may read, on their own draft, or just
 * uploaded by them. Throws `not_found` otherwise.
 */
export async function attachmentFile(
  ctx: ReadContext,
  attachmentId: number,
): Promise<{ row: Selectable<Tables['attachment']>; mask: Mask | null }> {
  const row = await ctx.db.selectFrom('attachment').selectAll().where('id', '=', attachmentId).executeTakeFirst();
  if (!row) throw problem('not_found');
  if (row.message_id === null) {
    if (ctx.actor.kind !== 'agent' || row.uploaded_by !== ctx.actor.agentId) throw problem('not_found');
    return { row, mask: null };
  }
  const message = await ctx.db
    .selectFrom('message')
    .select('ticket_id')
    .where('id', '=', row.message_id)
    .executeTakeFirstOrThrow();
  const { mask } = await ticketAccess(ctx, message.ticket_id);
  if (mask?.isCustomerMasked && !isMaskable(row)) throw problem('not_found');
  const isMine = ctx.actor.kind === 'agent' && row.uploaded_by === ctx.actor.agentId;
  return { row, mask: isMine ? null : mask };
}

/** The messages with one of these Message-IDs, newest first. */
export async function mailReferences(ctx: ReadContext, mailIds: readonly string[]) {
  if (mailIds.length === 0) return [];
  return ctx.db
    .selectFrom('mail_reference')
    .selectAll()
    .where('mail_id', 'in', [...mailIds])
    .orderBy('message_id', 'desc')
    .execute();
}

/**
 * Everything an outgoing mail is composed from: the message, its files and the earlier public
 * messages with their Message-IDs, oldest first.
 */
export async function outgoingMessage(ctx: ReadContext, messageId: number) {
  const row = await messageRows(ctx.db).where('id', '=', messageId).executeTakeFirst();
  if (!row) return null;
  const files = await ctx.db
    .selectFrom('attachment')
    .select(['id', 'hash', 'name', 'content_type', 'is_inline', 'content_id'])
    .where('message_id', '=', messageId)
    .orderBy('id')
    .execute();
  const earlier = await ctx.db
    .selectFrom('message')
    .leftJoin('mail_reference', 'mail_reference.message_id', 'message.id')
    .select(['message.id', 'message.author_kind', 'message.delivery', 'mail_reference.mail_id'])
    .where('message.ticket_id', '=', row.ticket_id)
    .where('message.visibility', '=', 'public')
    .where('message.id', '<', messageId)
    .orderBy('message.id', 'desc')
    .limit(12)
    .execute();
  const { attachments: _, ...message } = row;
  return { message, files, earlier: earlier.reverse() };
}
