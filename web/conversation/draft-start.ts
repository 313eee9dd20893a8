import type { DraftKind, Message } from '@crossdesk/contracts/conversation.ts';

/**
 * The newest message when a draft was started: by its id, or by the time the draft was last saved.
 */
type DraftStart = { id: number } | { at: string };

const draftStarts = new Map<string, DraftStart>();
const keyOf = (number: number, kind: DraftKind) => `${number}/${kind}`;

/**
 * Records that a draft was started with `seen` as the newest message (its id) or at a time. An
 * existing record is stored.
 */
export const recordDraftStart = (number: number, kind: DraftKind, seen: number | string): void => {
  const key = keyOf(number, kind);
  if (!draftStarts.has(key)) draftStarts.set(key, typeof seen === 'number' ? { id: seen } : { at: seen });
};

/** Counts only messages after `seen` as new; without it the draft has ended. */
export const recordSeen = (number: number, kind: DraftKind, seen?: number): void => {
  if (seen === undefined) draftStarts.delete(keyOf(number, kind));
  else draftStarts.set(keyOf(number, kind), { id: seen });
};

/**
 * The messages others have added since the draft was started, and the newest message before that.
 * Expects chronological order.
 */
export const messagesSinceStart = (
  number: number,
  kind: DraftKind,
  messages: readonly Message[],
  myId: number,
): { added: Message[]; seenId: number | undefined } => {
  const start = draftStarts.get(keyOf(number, kind));
  const stored = messages.filter((one) => one.id > 0);
  if (!start) return { added: [], seenId: stored.at(-1)?.id };
  const isNew = (one: Message) => ('id' in start ? one.id > start.id : one.createdAt > start.at);
  const isMine = (one: Message) => one.author.kind === 'agent' && one.author.id === myId;
  return {
    added: stored.filter((one) => isNew(one) && !isMine(one)),
    seenId: 'id' in start ? start.id : stored.findLast((one) => !isNew(one))?.id,
  };
};
