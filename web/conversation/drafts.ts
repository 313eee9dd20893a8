import type { Attachment, Draft, DraftKind } from '@crossdesk/contracts/conversation.ts';
import type { Mailbox } from '@crossdesk/contracts/scalars.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { ApiProblem, call } from '../lib/client.ts';
import { draftsQuery } from '../lib/queries.ts';
import { noteDraftStart } from './draft-start.ts';
import { addressOfFile } from './file-address.ts';
import { plainText } from './message-html.ts';

/** What is being written: its text, who gets it, and its files. */
export type Writing = { html: string; to: Mailbox[]; cc: Mailbox[]; bcc: Mailbox[]; attachments: Attachment[] };
/** clean: nothing to keep. unsaved: only in this browser yet. saved: the server has it. offline: kept here until the server answers. */
export type Keeping = 'clean' | 'unsaved' | 'saved' | 'offline';
type Desk = { writing: Writing; keeping: Keeping; revision: number };

const desks = new Map<string, Desk>();
const timers = new Map<string, ReturnType<typeof setTimeout>>();
const listeners = new Set<() => void>();
const tell = () => {
  for (const listener of listeners) listener();
};
const keyOf = (number: number, kind: DraftKind) => `${number}/${kind}`;
const place = (key: string) => `crossdesk.draft.${key}`;

/** The files that go with a text: those below it, and of its pictures those that are still in it. */
export const filesWith = ({ html, attachments }: Writing): Attachment[] =>
  attachments.filter((one) => !one.isInline || html.includes(addressOfFile(one)));

/** Nothing but spaces, and no file. Recipients alone are no draft. */
export const isEmptyDraft = (writing: Writing): boolean =>
  filesWith(writing).length === 0 && plainText(writing.html) === '' && !writing.html.includes('<img');

/** Who gets a reply that the writer cannot see or change: the server fills them in. */
export const fixedRecipients = (ticket: Ticket, kind: DraftKind): { to: Mailbox[]; cc: Mailbox[] } => {
  const isMasked = kind === 'reply' && ticket.hiddenFields.includes('requester');
  return { to: isMasked && ticket.replyTo ? [ticket.replyTo] : [], cc: isMasked ? ticket.cc : [] };
};

/** Who a new message goes to unless the agent says otherwise. */
export const startOf = (ticket: Ticket, kind: DraftKind): Writing => {
  const isToCustomer = kind === 'reply' && !ticket.hiddenFields.includes('requester');
  return {
    html: '',
    to: isToCustomer && ticket.replyTo ? [ticket.replyTo] : [],
    cc: isToCustomer ? ticket.cc : [],
    bcc: [],
    attachments: [],
  };
};

const keepHere = (key: string, writing: Writing | null) => {
  try {
    if (writing) localStorage.setItem(place(key), JSON.stringify(writing));
    else localStorage.removeItem(place(key));
  } catch {
    // No storage: the server is the only keeper.
  }
};

const save = async (number: number, kind: DraftKind, keepalive = false): Promise<void> => {
  const key = keyOf(number, kind);
  clearTimeout(timers.get(key));
  const desk = desks.get(key);
  if (!desk || (desk.keeping !== 'unsaved' && desk.keeping !== 'offline')) return;
  const { html, to, cc, bcc } = desk.writing;
  const isEmpty = isEmptyDraft(desk.writing);
  const body = isEmpty
    ? { html: '', to: [], cc: [], bcc: [], attachmentIds: [] }
    : { html, to, cc, bcc, attachmentIds: filesWith(desk.writing).map((one) => one.id) };
  try {
    await call('saveDraft', { params: { number, kind }, body, keepalive });
    const now = desks.get(key);
    if (now?.writing !== desk.writing) return;
    desks.set(key, { ...now, keeping: isEmpty ? 'clean' : 'saved' });
    keepHere(key, null);
  } catch (error) {
    const now = desks.get(key);
    if (!now || now.writing !== desk.writing) return;
    desks.set(key, { ...now, keeping: 'offline' });
    // The ticket was taken away: asking again would not bring it back. The text stays here.
    if (error instanceof ApiProblem && ['not_found', 'refused', 'not_allowed'].includes(error.code)) return tell();
    timers.set(
      key,
      setTimeout(() => void save(number, kind), 10_000),
    );
  }
  tell();
};

/** Puts a text on the desk, e.g. one that was taken back before it left. The editor starts again from it. */
export const loadWriting = (number: number, kind: DraftKind, writing: Writing, keeping: Keeping): void => {
  const key = keyOf(number, kind);
  desks.set(key, { writing, keeping, revision: (desks.get(key)?.revision ?? 0) + 1 });
  if (keeping === 'unsaved') {
    keepHere(key, writing);
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => void save(number, kind), 700),
    );
  }
  tell();
};

export const writingOf = (draft: Draft): Writing => ({
  html: draft.html,
  to: draft.to,
  cc: draft.cc,
  bcc: draft.bcc,
  attachments: draft.attachments,
});

/** Clears the desk after sending; nothing is saved any more. */
export const clearComposer = (ticket: Ticket, kind: DraftKind): void => {
  const key = keyOf(ticket.number, kind);
  clearTimeout(timers.get(key));
  keepHere(key, null);
  loadWriting(ticket.number, kind, startOf(ticket, kind), 'clean');
};

/** Throws away what is written; the server forgets it too, where the ticket is still there. */
export const discard = (number: number, kind: DraftKind): void => {
  const key = keyOf(number, kind);
  loadWriting(number, kind, { html: '', to: [], cc: [], bcc: [], attachments: [] }, 'unsaved');
  keepHere(key, null);
};

const kept = new Map<number, { [kind in DraftKind]?: Writing }>();

/** What is written on a ticket, by kind; kinds with nothing are left out. */
export const useStoredText = (number: number): { readonly [kind in DraftKind]?: Writing } =>
  useSyncExternalStore(subscribe, () => {
    const before = kept.get(number) ?? {};
    const now: { [kind in DraftKind]?: Writing } = {};
    for (const kind of ['reply', 'comment', 'forward'] as const) {
      const desk = desks.get(keyOf(number, kind));
      if (desk && desk.keeping !== 'clean' && !isEmptyDraft(desk.writing)) now[kind] = desk.writing;
    }
    const isSame = (['reply', 'comment', 'forward'] as const).every((kind) => before[kind] === now[kind]);
    if (!isSame) kept.set(number, now);
    return kept.get(number) ?? nothingKept;
  });
const nothingKept = {};

/** The kinds of message with something written, for marking their tabs. */
export const useStoredWriting = (number: number): ReadonlySet<DraftKind> =>
  new Set(Object.keys(useStoredText(number)) as DraftKind[]);

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

/** Brings what I was writing on this ticket to the desk: what this browser still holds unsaved first, then what the server kept. True when ready. */
export const useDrafts = (ticket: Ticket): boolean => {
  const { number } = ticket;
  const { data, isError } = useQuery(draftsQuery(number));
  const [isReady, setReady] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per ticket; a later answer must not replace what is being typed
  useEffect(() => {
    if (!data && !isError) return;
    for (const kind of ['reply', 'comment', 'forward'] as const) {
      const key = keyOf(number, kind);
      const desk = desks.get(key);
      if (desk && (desk.keeping === 'unsaved' || desk.keeping === 'offline')) continue;
      const kept = localStorage.getItem(place(key));
      const draft = data?.items.find((one) => one.kind === kind);
      if (kept) {
        loadWriting(number, kind, { ...startOf(ticket, kind), ...JSON.parse(kept) }, 'unsaved');
        void save(number, kind);
      } else if (draft) {
        noteDraftStart(number, kind, draft.updatedAt);
        loadWriting(number, kind, writingOf(draft), 'saved');
      } else loadWriting(number, kind, startOf(ticket, kind), 'clean');
    }
    setReady(true);
  }, [number, data === undefined && !isError]);
  useEffect(() => {
    const flush = () => {
      for (const kind of ['reply', 'comment', 'forward'] as const) void save(number, kind, true);
    };
    const onHide = () => document.visibilityState === 'hidden' && flush();
    document.addEventListener('visibilitychange', onHide);
    window.addEventListener('online', flush);
    return () => {
      document.removeEventListener('visibilitychange', onHide);
      window.removeEventListener('online', flush);
      flush();
    };
  }, [number]);
  return isReady;
};

/** The desk for one kind of message. A change is kept in this browser at once and by the server shortly after. */
export const useDesk = (ticket: Ticket, kind: DraftKind) => {
  const key = keyOf(ticket.number, kind);
  const [start] = useState<Desk>(() => ({ writing: startOf(ticket, kind), keeping: 'clean', revision: 0 }));
  const desk = useSyncExternalStore(subscribe, () => desks.get(key)) ?? start;
  const change = (part: Partial<Writing>) => {
    const now = desks.get(key) ?? start;
    const writing = { ...now.writing, ...part };
    desks.set(key, { ...now, writing, keeping: 'unsaved' });
    keepHere(key, isEmptyDraft(writing) ? null : writing);
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => void save(ticket.number, kind), 700),
    );
    tell();
  };
  return { ...desk, change };
};
