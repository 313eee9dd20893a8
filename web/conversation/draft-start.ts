import type { DraftKind, Message } from '@crossdesk/contracts/conversation.ts';

/** Up to which message somebody had read when they began to write: by its id, or by the moment their draft was last kept. */
type DraftStart = { id: number } | { at: string };

const draftStarts = new Map<string, DraftStart>();
const keyOf = (number: number, kind: DraftKind) => `${number}/${kind}`;

/** Notes that this text was begun when the newest message was `seen` (its id), or at a moment. What is noted already stays. */
export const recordDraftStart = (number: number, kind: DraftKind, seen: number | string): void => {
  const key = keyOf(number, kind);
  if (!draftStarts.has(key)) draftStarts.set(key, typeof seen === 'number' ? { id: seen } : { at: seen });
};

/** From now on only what comes after `seen` is new to the writer; without it the writing has ended. */
export const recordSeen = (number: number, kind: DraftKind, seen?: number): void => {
  if (seen === undefined) draftStarts.delete(keyOf(number, kind));
  else draftStarts.set(keyOf(number, kind), { id: seen });
};

/** Of a conversation in order of time: what others have added since this text was begun, and the newest message that had been there before. */
export const messagesSinceStart = (
  number: number,
  kind: DraftKind,
  messages: readonly Message[],
  myId: number,
): { added: Message[]; seenId: number | undefined } => {
  const start = draftStarts.get(keyOf(number, kind));
  const kept = messages.filter((one) => one.id > 0);
  if (!start) return { added: [], seenId: kept.at(-1)?.id };
  const isNew = (one: Message) => ('id' in start ? one.id > start.id : one.createdAt > start.at);
  const isMine = (one: Message) => one.author.kind === 'agent' && one.author.id === myId;
  return {
    added: kept.filter((one) => isNew(one) && !isMine(one)),
    seenId: 'id' in start ? start.id : kept.findLast((one) => !isNew(one))?.id,
  };
};
