import type { Attachment, Draft, DraftKind } from '@crossdesk/contracts/conversation.ts';
import type { Mailbox } from '@crossdesk/contracts/scalars.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { ApiProblem, call } from '../lib/client.ts';
import { draftsQuery } from '../lib/queries.ts';
import { recordDraftStart } from './draft-start.ts';
import { inlineFileUrl } from './file-url.ts';
import { plainText } from './message-html.ts';

/** What is being written: its text, who gets it, and its files. */
export type MessageDraft = { html: string; to: Mailbox[]; cc: Mailbox[]; bcc: Mailbox[]; attachments: Attachment[] };
/** clean: nothing to keep. unsaved: only in this browser yet. saved: the server has it. offline: kept here until the server answers. */
export type SaveState = 'clean' | 'unsaved' | 'saved' | 'offline';
type ComposerState = { draft: MessageDraft; saveState: SaveState; revision: number };

const composers = new Map<string, ComposerState>();
const timers = new Map<string, ReturnType<typeof setTimeout>>();
const listeners = new Set<() => void>();
const notifyListeners = () => {
  for (const listener of listeners) listener();
};
const keyOf = (number: number, kind: DraftKind) => `${number}/${kind}`;
const storageKey = (key: string) => `crossdesk.draft.${key}`;

/** The files that go with a text: those below it, and of its pictures those that are still in it. */
export const filesOfDraft = ({ html, attachments }: MessageDraft): Attachment[] =>
  attachments.filter((one) => !one.isInline || html.includes(inlineFileUrl(one)));

/** Nothing but spaces, and no file. Recipients alone are no draft. */
export const isEmptyDraft = (writing: MessageDraft): boolean =>
  filesOfDraft(writing).length === 0 && plainText(writing.html) === '' && !writing.html.includes('<img');

/** Who gets a reply that the writer cannot see or change: the server fills them in. */
export const fixedRecipients = (ticket: Ticket, kind: DraftKind): { to: Mailbox[]; cc: Mailbox[] } => {
  const isMasked = kind === 'reply' && ticket.hiddenFields.includes('requester');
  return { to: isMasked && ticket.replyTo ? [ticket.replyTo] : [], cc: isMasked ? ticket.cc : [] };
};

/** Who a new message goes to unless the agent says otherwise. */
export const emptyDraft = (ticket: Ticket, kind: DraftKind): MessageDraft => {
  const isToCustomer = kind === 'reply' && !ticket.hiddenFields.includes('requester');
  return {
    html: '',
    to: isToCustomer && ticket.replyTo ? [ticket.replyTo] : [],
    cc: isToCustomer ? ticket.cc : [],
    bcc: [],
    attachments: [],
  };
};

const storeLocally = (key: string, writing: MessageDraft | null) => {
  try {
    if (writing) localStorage.setItem(storageKey(key), JSON.stringify(writing));
    else localStorage.removeItem(storageKey(key));
  } catch {
    // No storage: the server is the only keeper.
  }
};

const save = async (number: number, kind: DraftKind, keepalive = false): Promise<void> => {
  const key = keyOf(number, kind);
  clearTimeout(timers.get(key));
  const desk = composers.get(key);
  if (!desk || (desk.saveState !== 'unsaved' && desk.saveState !== 'offline')) return;
  const { html, to, cc, bcc } = desk.draft;
  const isEmpty = isEmptyDraft(desk.draft);
  const body = isEmpty
    ? { html: '', to: [], cc: [], bcc: [], attachmentIds: [] }
    : { html, to, cc, bcc, attachmentIds: filesOfDraft(desk.draft).map((one) => one.id) };
  try {
    await call('saveDraft', { params: { number, kind }, body, keepalive });
    const now = composers.get(key);
    if (now?.draft !== desk.draft) return;
    composers.set(key, { ...now, saveState: isEmpty ? 'clean' : 'saved' });
    storeLocally(key, null);
  } catch (error) {
    const now = composers.get(key);
    if (!now || now.draft !== desk.draft) return;
    composers.set(key, { ...now, saveState: 'offline' });
    // The ticket was taken away: asking again would not bring it back. The text stays here.
    if (error instanceof ApiProblem && ['not_found', 'refused', 'not_allowed'].includes(error.code))
      return notifyListeners();
    timers.set(
      key,
      setTimeout(() => void save(number, kind), 10_000),
    );
  }
  notifyListeners();
};

/** Puts a text on the desk, e.g. one that was taken back before it left. The editor starts again from it. */
export const loadDraft = (number: number, kind: DraftKind, writing: MessageDraft, keeping: SaveState): void => {
  const key = keyOf(number, kind);
  composers.set(key, { draft: writing, saveState: keeping, revision: (composers.get(key)?.revision ?? 0) + 1 });
  if (keeping === 'unsaved') {
    storeLocally(key, writing);
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => void save(number, kind), 700),
    );
  }
  notifyListeners();
};

export const toMessageDraft = (draft: Draft): MessageDraft => ({
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
  storeLocally(key, null);
  loadDraft(ticket.number, kind, emptyDraft(ticket, kind), 'clean');
};

/** Throws away what is written; the server forgets it too, where the ticket is still there. */
export const discardDraft = (number: number, kind: DraftKind): void => {
  const key = keyOf(number, kind);
  loadDraft(number, kind, { html: '', to: [], cc: [], bcc: [], attachments: [] }, 'unsaved');
  storeLocally(key, null);
};

const draftSnapshots = new Map<number, { [kind in DraftKind]?: MessageDraft }>();

/** What is written on a ticket, by kind; kinds with nothing are left out. */
export const useStoredDrafts = (number: number): { readonly [kind in DraftKind]?: MessageDraft } =>
  useSyncExternalStore(subscribe, () => {
    const before = draftSnapshots.get(number) ?? {};
    const now: { [kind in DraftKind]?: MessageDraft } = {};
    for (const kind of ['reply', 'comment', 'forward'] as const) {
      const desk = composers.get(keyOf(number, kind));
      if (desk && desk.saveState !== 'clean' && !isEmptyDraft(desk.draft)) now[kind] = desk.draft;
    }
    const isSame = (['reply', 'comment', 'forward'] as const).every((kind) => before[kind] === now[kind]);
    if (!isSame) draftSnapshots.set(number, now);
    return draftSnapshots.get(number) ?? noDrafts;
  });
const noDrafts = {};

/** The kinds of message with something written, for marking their tabs. */
export const useDraftKinds = (number: number): ReadonlySet<DraftKind> =>
  new Set(Object.keys(useStoredDrafts(number)) as DraftKind[]);

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
      const desk = composers.get(key);
      if (desk && (desk.saveState === 'unsaved' || desk.saveState === 'offline')) continue;
      const stored = localStorage.getItem(storageKey(key));
      const draft = data?.items.find((one) => one.kind === kind);
      if (stored) {
        loadDraft(number, kind, { ...emptyDraft(ticket, kind), ...JSON.parse(stored) }, 'unsaved');
        void save(number, kind);
      } else if (draft) {
        recordDraftStart(number, kind, draft.updatedAt);
        loadDraft(number, kind, toMessageDraft(draft), 'saved');
      } else loadDraft(number, kind, emptyDraft(ticket, kind), 'clean');
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
export const useComposerState = (ticket: Ticket, kind: DraftKind) => {
  const key = keyOf(ticket.number, kind);
  const [start] = useState<ComposerState>(() => ({ draft: emptyDraft(ticket, kind), saveState: 'clean', revision: 0 }));
  const desk = useSyncExternalStore(subscribe, () => composers.get(key)) ?? start;
  const change = (part: Partial<MessageDraft>) => {
    const now = composers.get(key) ?? start;
    const writing = { ...now.draft, ...part };
    composers.set(key, { ...now, draft: writing, saveState: 'unsaved' });
    storeLocally(key, isEmptyDraft(writing) ? null : writing);
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => void save(ticket.number, kind), 700),
    );
    notifyListeners();
  };
  return { ...desk, change };
};
