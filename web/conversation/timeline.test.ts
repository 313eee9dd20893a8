import type { Message } from '@crossdesk/contracts/conversation.ts';
import type { HistoryEvent } from '@crossdesk/contracts/history.ts';
import { describe, expect, it } from 'vitest';
import { buildTimeline } from './timeline.ts';

const at = (minute: number) => `2026-03-01T09:${String(minute).padStart(2, '0')}:00.000Z`;
const messageAt = (id: number, minute: number, visibility: 'public' | 'internal'): Message => ({
  id,
  kind: visibility === 'internal' ? 'comment' : 'reply',
  visibility,
  author: { kind: 'agent', id: 1, name: 'Ana', address: null },
  isFromCustomer: false,
  html: '',
  text: '',
  isCut: false,
  quotedHtml: null,
  to: [],
  cc: [],
  bcc: [],
  attachments: [],
  mentionIds: [],
  delivery: null,
  authenticity: null,
  mail: null,
  offered: [],
  createdAt: at(minute),
  sendsAt: null,
  editedAt: null,
  canEdit: false,
});
const eventAt = (id: number, minute: number, type: string): HistoryEvent => ({
  id,
  type,
  at: at(minute),
  actor: { kind: 'agent', id: 1, name: 'Ana' },
  requestId: null,
  changes: [],
  messageId: null,
});
const entryKeys = (entries: ReturnType<typeof buildTimeline>) =>
  entries.map((entry) => (entry.kind === 'message' ? `m${entry.message.id}` : `e${entry.event.id}`));

const messages = [messageAt(1, 10, 'public'), messageAt(2, 20, 'internal'), messageAt(3, 30, 'public')];
const events = [eventAt(1, 5, 'ticket.edited'), eventAt(2, 15, 'ticket.edited'), eventAt(3, 20, 'message.added')];

describe('filters of the conversation (ZV-42)', () => {
  it('ZV-42 shows messages and changes in one chronological order', () => {
    expect(entryKeys(buildTimeline(messages, events, 'everything', false))).toEqual(['e1', 'm1', 'e2', 'm2', 'm3']);
  });
  it('ZV-42 shows public messages only', () => {
    expect(entryKeys(buildTimeline(messages, events, 'public', false))).toEqual(['m1', 'm3']);
  });
  it('ZV-42 shows internal messages only', () => {
    expect(entryKeys(buildTimeline(messages, events, 'internal', false))).toEqual(['m2']);
  });
  it('ZV-42 shows the whole change history, including message events', () => {
    expect(entryKeys(buildTimeline(messages, events, 'history', false))).toEqual(['e1', 'e2', 'e3']);
  });
  it('holds back changes that are older than the loaded messages', () => {
    expect(entryKeys(buildTimeline(messages, events, 'everything', true))).toEqual(['m1', 'e2', 'm2', 'm3']);
  });
});
