import type { Message } from '@crossdesk/contracts/conversation.ts';
import type { HistoryEvent } from '@crossdesk/contracts/history.ts';

/** The filters of the conversation (ZV-42). */
export type Filter = 'everything' | 'public' | 'internal' | 'history';
export const filters: readonly Filter[] = ['everything', 'public', 'internal', 'history'];

export type Entry =
  | { kind: 'message'; at: string; message: Message }
  | { kind: 'event'; at: string; event: HistoryEvent };

// These events are visible as messages.
const eventsShownAsMessages = new Set([
  'ticket.created',
  'message.added',
  'message.edited',
  'message.delivered',
  'message.deferred',
]);

/**
 * Messages and changes in one chronological order, filtered. While older messages are not loaded,
 * older changes are held back; otherwise they would pile up at the top.
 */
export const buildTimeline = (
  messages: readonly Message[],
  events: readonly HistoryEvent[],
  filter: Filter,
  hasOlder: boolean,
): Entry[] => {
  const messageEntries: Entry[] = messages
    .filter((message) => filter === 'everything' || filter === message.visibility)
    .map((message) => ({ kind: 'message', at: message.createdAt, message }));
  if (filter === 'public' || filter === 'internal') return messageEntries;
  const oldest = hasOlder && filter === 'everything' ? messages[0]?.createdAt : undefined;
  const eventEntries: Entry[] = events
    .filter((event) => filter === 'history' || !eventsShownAsMessages.has(event.type))
    .filter((event) => oldest === undefined || event.at >= oldest)
    .map((event) => ({ kind: 'event', at: event.at, event }));
  const all = filter === 'history' ? eventEntries : [...messageEntries, ...eventEntries];
  return all.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
};
