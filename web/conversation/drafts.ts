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

/** A draft: its text, recipients and files. */
export type MessageDraft = { html: string; to: Mailbox[]; cc: Mailbox[]; bcc: Mailbox[]; attachments: Attachment[] };
/**
 * clean: nothing to save. unsaved: only in this browser. saved: on the server. offline: kept in
 * this browser until the server responds.
 */
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

/** The files of a draft: those listed below the text, and the inline images still in it. */
export const filesOfDraft = ({ html, attachments }: MessageDraft): Attachment[] =>
  attachments.filter((one) => !one.isInline || html.includes(inlineFileUrl(one)));

/** Only whitespace and no file. Recipients alone do not make a draft. */
export const isEmptyDraft = (draft: MessageDraft): boolean =>
  filesOfDraft(draft).length === 0 && plainText(draft.html) === '' && !draft.html.includes('<img');

/** Recipients of a reply that the agent cannot see or change; the server adds them. */
export const fixedRecipients = (ticket: Ticket, kind: DraftKind): { to: Mailbox[]; cc: Mailbox[] } => {
  const isMasked = kind === 'reply' && ticket.hiddenFields.includes('requester');
  return { to: isMasked && ticket.replyTo ? [ticket.replyTo] : [], cc: isMasked ? ticket.cc : [] };
};

/** An empty draft with the default recipients. */
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

const storeLocally = (key: string, draft: MessageDraft | null) => {
  try {
    if (draft) localStorage.setItem(storageKey(key), JSON.stringify(draft));
    else localStorage.removeItem(storageKey(key));
  } catch {
    // Without local storage only the server has the draft.
  }
};

const save = async (number: number, kind: DraftKind, keepalive = false): Promise<void> => {
  const key = keyOf(number, kind);
  clearTimeout(timers.get(key));
  const composer = composers.get(key);
  if (!composer || (composer.saveState !== 'unsaved' && composer.saveState !== 'offline')) return;
  const { html, to, cc, bcc } = composer.draft;
  const isEmpty = isEmptyDraft(composer.draft);
  const body = isEmpty
    ? { html: '', to: [], cc: [], bcc: [], attachmentIds: [] }
    : { html, to, cc, bcc, attachmentIds: filesOfDraft(composer.draft).map((one) => one.id) };
  try {
    await call('saveDraft', { params: { number, kind }, body, keepalive });
    const current = composers.get(key);
    if (current?.draft !== composer.draft) return;
    composers.set(key, { ...current, saveState: isEmpty ? 'clean' : 'saved' });
    storeLocally(key, null);
  } catch (error) {
    const current = composers.get(key);
    if (!current || current.draft !== composer.draft) return;
    composers.set(key, { ...current, saveState: 'offline' });
    // The agent lost access to the ticket, so retrying is useless. The text stays in this browser.
    if (error instanceof ApiProblem && ['not_found', 'refused', 'not_allowed'].includes(error.code))
      return notifyListeners();
    timers.set(
      key,
      setTimeout(() => void save(number, kind), 10_000),
    );
  }
  notifyListeners();
};

/** Loads a draft into the composer, for example after undoing. The editor restarts with it. */
export const loadDraft = (number: number, kind: DraftKind, draft: MessageDraft, saveState: SaveState): void => {
  const key = keyOf(number, kind);
  composers.set(key, { draft, saveState, revision: (composers.get(key)?.revision ?? 0) + 1 });
  if (saveState === 'unsaved') {
    storeLocally(key, draft);
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

/** Clears the composer after sending, without saving. */
export const clearComposer = (ticket: Ticket, kind: DraftKind): void => {
  const key = keyOf(ticket.number, kind);
  clearTimeout(timers.get(key));
  storeLocally(key, null);
  loadDraft(ticket.number, kind, emptyDraft(ticket, kind), 'clean');
};

/** Discards the draft here and on the server. */
export const discardDraft = (number: number, kind: DraftKind): void => {
  const key = keyOf(number, kind);
  loadDraft(number, kind, { html: '', to: [], cc: [], bcc: [], attachments: [] }, 'unsaved');
  storeLocally(key, null);
};

const draftSnapshots = new Map<number, { [kind in DraftKind]?: MessageDraft }>();

/** The drafts of a ticket by kind; kinds without a draft are left out. */
export const useStoredDrafts = (number: number): { readonly [kind in DraftKind]?: MessageDraft } =>
  useSyncExternalStore(subscribe, () => {
    const before = draftSnapshots.get(number) ?? {};
    const current: { [kind in DraftKind]?: MessageDraft } = {};
    for (const kind of ['reply', 'comment', 'forward'] as const) {
      const composer = composers.get(keyOf(number, kind));
      if (composer && composer.saveState !== 'clean' && !isEmptyDraft(composer.draft)) current[kind] = composer.draft;
    }
    const isSame = (['reply', 'comment', 'forward'] as const).every((kind) => before[kind] === current[kind]);
    if (!isSame) draftSnapshots.set(number, current);
    return draftSnapshots.get(number) ?? noDrafts;
  });
const noDrafts = {};

/** The kinds with a draft, to mark their tabs. */
export const useDraftKinds = (number: number): ReadonlySet<DraftKind> =>
  new Set(Object.keys(useStoredDrafts(number)) as DraftKind[]);

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

/**
 * Loads the drafts of a ticket into the composer: unsaved ones of this browser first, then the
 * server's. True when ready.
 */
export const useDrafts = (ticket: Ticket): boolean => {
  const { number } = ticket;
  const { data, isError } = useQuery(draftsQuery(number));
  const [isReady, setReady] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per ticket
  useEffect(() => {
    if (!data && !isError) return;
    for (const kind of ['reply', 'comment', 'forward'] as const) {
      const key = keyOf(number, kind);
      const composer = composers.get(key);
      if (composer && (composer.saveState === 'unsaved' || composer.saveState === 'offline')) continue;
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

/**
 * The composer state of one kind of message. Changes are stored in this browser immediately and on
 * the server shortly after.
 */
export const useComposerState = (ticket: Ticket, kind: DraftKind) => {
  const key = keyOf(ticket.number, kind);
  const [start] = useState<ComposerState>(() => ({ draft: emptyDraft(ticket, kind), saveState: 'clean', revision: 0 }));
  const composer = useSyncExternalStore(subscribe, () => composers.get(key)) ?? start;
  const change = (part: Partial<MessageDraft>) => {
    const current = composers.get(key) ?? start;
    const draft = { ...current.draft, ...part };
    composers.set(key, { ...current, draft, saveState: 'unsaved' });
    storeLocally(key, isEmptyDraft(draft) ? null : draft);
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => void save(ticket.number, kind), 700),
    );
    notifyListeners();
  };
  return { ...composer, change };
};
