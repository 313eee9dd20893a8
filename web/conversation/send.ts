import type { DraftKind, Message, MessageResponse } from '@crossdesk/contracts/conversation.ts';
import type { Me } from '@crossdesk/contracts/identity.ts';
import type { Mailbox } from '@crossdesk/contracts/scalars.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { ApiProblem, call } from '../lib/client.ts';
import { translate } from '../lib/i18n.ts';
import { trackPending } from '../lib/pending-messages.ts';
import { showProblem } from '../lib/problem-messages.ts';
import { keys, queryClient } from '../lib/queries.ts';
import { cacheMessage, cacheTicket, removeMessage } from '../lib/ticket-cache.ts';
import { toast } from '../lib/toast.ts';
import { blockUndo, registerUndo } from '../lib/undo.ts';
import { filesOfDraft, fixedRecipients, loadDraft, type MessageDraft, toMessageDraft } from './drafts.ts';
import { mentionIdsIn } from './mention-ids.ts';

export type StatusAfter = { statusId: number; justificationId: number | null };

let pendingId = -1;

/** The message as shown until the server has stored it. */
const toPendingMessage = (
  kind: DraftKind,
  draft: MessageDraft,
  fixed: { to: Mailbox[]; cc: Mailbox[] },
  me: Me,
): Message => ({
  id: pendingId--,
  kind,
  visibility: kind === 'reply' ? 'public' : 'internal',
  author: { kind: 'agent', id: me.id, name: me.name, address: null },
  isFromCustomer: false,
  html: draft.html,
  text: '',
  isCut: false,
  quotedHtml: null,
  to: kind === 'comment' ? [] : [...fixed.to, ...draft.to],
  cc: kind === 'comment' ? [] : [...fixed.cc, ...draft.cc],
  bcc: kind === 'comment' ? [] : draft.bcc,
  attachments: filesOfDraft(draft),
  mentionIds: [],
  delivery: null,
  authenticity: null,
  mail: null,
  offered: [],
  createdAt: new Date().toISOString(),
  sendsAt: null,
  editedAt: null,
  canEdit: false,
});

/**
 * Sends that got no response. They may have arrived, so the same text is sent again with the same
 * idempotency key.
 */
const unansweredRequests = new Map<string, { text: string; key: string }>();

const runIdempotently = async <T>(
  requestKey: string,
  body: unknown,
  run: (idempotencyKey: string) => Promise<T>,
): Promise<T> => {
  const text = JSON.stringify(body);
  const before = unansweredRequests.get(requestKey);
  const key = before?.text === text ? before.key : crypto.randomUUID();
  try {
    const response = await run(key);
    unansweredRequests.delete(requestKey);
    return response;
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'unreachable') unansweredRequests.set(requestKey, { text, key });
    else unansweredRequests.delete(requestKey);
    throw error;
  }
};

const postMessage = (
  ticket: Ticket,
  kind: DraftKind,
  draft: MessageDraft,
  after: StatusAfter | null,
  lastSeenMessageId: number | undefined,
): Promise<MessageResponse> => {
  const params = { number: ticket.number };
  const content = { html: draft.html, attachmentIds: filesOfDraft(draft).map((one) => one.id) };
  const { to, cc, bcc } = draft;
  const requestKey = `${ticket.number}/${kind}`;
  if (kind === 'comment') {
    const body = { ...content, mentionIds: mentionIdsIn(draft.html) };
    return runIdempotently(requestKey, body, (idempotencyKey) => call('comment', { params, body, idempotencyKey }));
  }
  const sentBody = { ...content, to, cc, bcc };
  if (kind === 'forward')
    return runIdempotently(requestKey, sentBody, (idempotencyKey) =>
      call('forward', { params, body: sentBody, idempotencyKey }),
    );
  const body = { ...sentBody, ...(lastSeenMessageId === undefined ? {} : { lastSeenMessageId }), ...(after ?? {}) };
  return runIdempotently(requestKey, body, (idempotencyKey) => call('reply', { params, body, idempotencyKey }));
};

/** By message: closes its undo toast. */
const undoToasts = new Map<number, () => void>();

/** Undoes sending; the text is in the composer again. */
export const undoSend = async (number: number, messageId: number, kind: DraftKind): Promise<boolean> => {
  undoToasts.get(messageId)?.();
  try {
    const draft = await call('undoSend', { params: { number, messageId }, body: {} });
    removeMessage(number, messageId);
    loadDraft(number, kind, toMessageDraft(draft), 'saved');
    void queryClient.invalidateQueries({ queryKey: keys.ticket(number) });
    return true;
  } catch (error) {
    showProblem(error);
    return false;
  }
};

/**
 * Sends the draft and shows it in the conversation immediately. If the server refuses, the message
 * is removed again and the problem is thrown; the draft is kept. `onUndone` is called if sending is
 * undone.
 */
export const send = async (
  ticket: Ticket,
  me: Me,
  kind: DraftKind,
  draft: MessageDraft,
  after: StatusAfter | null,
  lastSeenMessageId: number | undefined,
  onUndone: () => void,
): Promise<void> => {
  const pending = toPendingMessage(kind, draft, fixedRecipients(ticket, kind), me);
  await queryClient.cancelQueries({ queryKey: keys.messages(ticket.number) });
  cacheMessage(ticket.number, pending);
  try {
    const result = await trackPending(ticket.number, postMessage(ticket, kind, draft, after, lastSeenMessageId));
    removeMessage(ticket.number, pending.id);
    cacheMessage(ticket.number, result.message);
    cacheTicket(result.ticket);
    const { sendsAt, id } = result.message;
    const leftMs = sendsAt ? new Date(sendsAt).getTime() - Date.now() : 0;
    if (leftMs <= 500) return blockUndo();
    const undo = registerUndo(async () => {
      if (!(await undoSend(ticket.number, id, kind))) return;
      onUndone();
      if (!location.pathname.endsWith(`/${ticket.number}`))
        toast({ text: translate('write.takenBack', { number: ticket.number }) });
    }, leftMs);
    undo.show('good', translate(kind === 'forward' ? 'write.forwarded' : 'write.sent'), leftMs);
    undoToasts.set(id, undo.discard);
    setTimeout(() => undoToasts.delete(id), leftMs);
  } catch (error) {
    removeMessage(ticket.number, pending.id);
    throw error;
  }
};
