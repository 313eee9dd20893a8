import type { DraftKind, Message, Said } from '@crossdesk/contracts/conversation.ts';
import type { Me } from '@crossdesk/contracts/identity.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import type { InfiniteData } from '@tanstack/react-query';
import { type Answer, call } from '../lib/client.ts';
import { say } from '../lib/i18n.ts';
import { keys, queryClient } from '../lib/queries.ts';
import { showProblem } from '../lib/sentences.ts';
import { dropMessage, keepMessage, keepTicket } from '../lib/ticket-cache.ts';
import { dismissToast, toast } from '../lib/toast.ts';
import { layOut, type Writing, writingOf } from './drafts.ts';

export type StatusAfter = { statusId: number; justificationId: number | null };

/** The newest message on screen: what the writer had seen when answering. */
export const newestSeen = (number: number): number | undefined =>
  queryClient
    .getQueryData<InfiniteData<Answer<'listMessages'>, string>>(keys.messages(number))
    ?.pages[0]?.items.filter((message) => message.id > 0)
    .at(-1)?.id;

let pendingId = -1;

/** The message as it will look, until the server has it. */
const pendingMessage = (kind: DraftKind, writing: Writing, me: Me): Message => ({
  id: pendingId--,
  kind,
  visibility: kind === 'reply' ? 'public' : 'internal',
  author: { kind: 'agent', id: me.id, name: me.name, address: null },
  isFromCustomer: false,
  html: writing.html,
  text: '',
  quotedHtml: null,
  to: kind === 'comment' ? [] : writing.to,
  cc: kind === 'comment' ? [] : writing.cc,
  bcc: kind === 'comment' ? [] : writing.bcc,
  attachments: writing.attachments,
  delivery: null,
  authenticity: null,
  createdAt: new Date().toISOString(),
  sendsAt: null,
  editedAt: null,
  canEdit: false,
});

const post = (
  ticket: Ticket,
  kind: DraftKind,
  writing: Writing,
  after: StatusAfter | null,
  lastSeenMessageId: number | undefined,
): Promise<Said> => {
  const params = { number: ticket.number };
  const content = { html: writing.html, attachmentIds: writing.attachments.map((one) => one.id) };
  const { to, cc, bcc } = writing;
  if (kind === 'comment') return call('comment', { params, body: content });
  if (kind === 'forward') return call('forward', { params, body: { ...content, to, cc, bcc } });
  const seen = lastSeenMessageId === undefined ? {} : { lastSeenMessageId };
  return call('reply', { params, body: { ...content, to, cc, bcc, ...seen, ...(after ?? {}) } });
};

/** Takes a message back before it leaves; its text is on the desk again. */
export const takeBack = async (number: number, messageId: number, kind: DraftKind): Promise<boolean> => {
  try {
    const draft = await call('undoSend', { params: { number, messageId }, body: {} });
    dropMessage(number, messageId);
    layOut(number, kind, writingOf(draft), 'saved');
    void queryClient.invalidateQueries({ queryKey: keys.ticket(number) });
    return true;
  } catch (error) {
    showProblem(error);
    return false;
  }
};

/**
 * Sends what is on the desk. It stands in the conversation at once; if the server refuses, it is taken out again and the problem is thrown,
 * the text still being on the desk. `onBack` is called when the writer takes it back in time.
 */
export const send = async (
  ticket: Ticket,
  me: Me,
  kind: DraftKind,
  writing: Writing,
  after: StatusAfter | null,
  lastSeenMessageId: number | undefined,
  onBack: () => void,
): Promise<void> => {
  const pending = pendingMessage(kind, writing, me);
  keepMessage(ticket.number, pending);
  try {
    const said = await post(ticket, kind, writing, after, lastSeenMessageId);
    dropMessage(ticket.number, pending.id);
    keepMessage(ticket.number, said.message);
    keepTicket(said.ticket);
    const { sendsAt, id } = said.message;
    const leftMs = sendsAt ? new Date(sendsAt).getTime() - Date.now() : 0;
    if (leftMs <= 500) return;
    const shown = toast({
      tone: 'good',
      text: say(kind === 'forward' ? 'write.forwarded' : 'write.sent'),
      action: {
        label: say('undo'),
        run: () => void takeBack(ticket.number, id, kind).then((isBack) => isBack && onBack()),
      },
      lastsMs: leftMs,
    });
    setTimeout(() => dismissToast(shown), leftMs);
  } catch (error) {
    dropMessage(ticket.number, pending.id);
    throw error;
  }
};
