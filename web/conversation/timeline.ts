import type { Message } from '@crossdesk/contracts/conversation.ts';
import type { HistoryEvent } from '@crossdesk/contracts/history.ts';

/** What the procedures area shows (ZV-42). */
export type Filter = 'everything' | 'public' | 'internal' | 'history';
export const filters: readonly Filter[] = ['everything', 'public', 'internal', 'history'];

export type Entry =
  | { kind: 'message'; at: string; message: Message }
  | { kind: 'event'; at: string; event: HistoryEvent };

// The message itself says these already.
const eventsShownAsMessages = new Set(['ticket.created', 'message.added', 'message.edited', 'message.delivered']);

/**
 * Messages and changes in one order of time, as the filter asks. While older messages are not loaded, older changes wait with them:
 * otherwise they would pile up at the top as if nothing had been said between them.
 */
export const buildTimeline = (
  messages: readonly Message[],
  events: readonly HistoryEvent[],
  filter: Filter,
  hasOlder: boolean,
): Entry[] => {
  const said: Entry[] = messages
    .filter((message) => filter === 'everything' || filter === message.visibility)
    .map((message) => ({ kind: 'message', at: message.createdAt, message }));
  if (filter === 'public' || filter === 'internal') return said;
  const oldest = hasOlder && filter === 'everything' ? messages[0]?.createdAt : undefined;
  const happened: Entry[] = events
    .filter((event) => filter === 'history' || !eventsShownAsMessages.has(event.type))
    .filter((event) => oldest === undefined || event.at >= oldest)
    .map((event) => ({ kind: 'event', at: event.at, event }));
  const all = filter === 'history' ? happened : [...said, ...happened];
  return all.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
};
