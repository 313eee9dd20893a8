import type { MaskableField, Share, ShareEdit } from '@crossdesk/contracts/sharing.ts';
import { toInstant, toWallClock } from '../lib/wall-clock.ts';

/** What goes beyond the level of a share, as its form holds it. `agentIds` empty: everybody there. Times are on the reader's clock; empty: none. */
export type Terms = {
  question: string;
  reason: string;
  agentIds: readonly number[];
  responsibleId: number | null;
  dueAt: string;
  expiresAt: string;
  isCustomerMasked: boolean;
  hiddenFields: readonly MaskableField[];
};

/** Nothing beyond the level. */
export const noTerms: Terms = {
  question: '',
  reason: '',
  agentIds: [],
  responsibleId: null,
  dueAt: '',
  expiresAt: '',
  isCustomerMasked: false,
  hiddenFields: [],
};

/** The terms of a share as it is, to be changed. */
export const toTerms = (share: Share): Terms => ({
  question: share.question,
  reason: share.reason,
  agentIds: share.agentIds ?? [],
  responsibleId: share.responsibleId,
  dueAt: toWallClock(share.dueAt),
  expiresAt: toWallClock(share.expiresAt),
  isCustomerMasked: share.isCustomerMasked,
  hiddenFields: share.hiddenFields,
});

type SentTerms = Required<Omit<ShareEdit, 'version' | 'level'>>;

/** The terms as they are sent. A time to answer by goes with a question only. */
export const toShareTerms = (terms: Terms): SentTerms => ({
  question: terms.question.trim(),
  reason: terms.reason.trim(),
  agentIds: terms.agentIds.length > 0 ? [...terms.agentIds] : null,
  responsibleId: terms.responsibleId,
  dueAt: terms.question.trim() ? toInstant(terms.dueAt) : null,
  expiresAt: toInstant(terms.expiresAt),
  isCustomerMasked: terms.isCustomerMasked,
  hiddenFields: [...terms.hiddenFields],
});

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Only what differs from the share the form began with, so that what others changed meanwhile stays. Times count by the minute a field shows. */
export const changedTerms = (began: Share, terms: Terms): Partial<SentTerms> => {
  const before = toShareTerms(toTerms(began));
  return Object.fromEntries(
    Object.entries(toShareTerms(terms)).filter(([name, value]) => !isSame(value, before[name as keyof SentTerms])),
  );
};

/** What of a share somebody can change. */
const comparedFields = [
  'level',
  'question',
  'reason',
  'agentIds',
  'responsibleId',
  'dueAt',
  'expiresAt',
  'isCustomerMasked',
  'hiddenFields',
  'doneAt',
] as const satisfies readonly (keyof Share)[];
export type ComparedField = (typeof comparedFields)[number];

/** What became different in a share between two looks at it. */
export const conflictingFields = (began: Share, now: Share): ComparedField[] =>
  comparedFields.filter((name) => !isSame(began[name], now[name]));

/** The people of a department who are left to choose as the one responsible: those let in. */
export const setAgents = (terms: Terms, agentIds: readonly number[]): Terms => ({
  ...terms,
  agentIds,
  responsibleId:
    terms.responsibleId !== null && agentIds.length > 0 && !agentIds.includes(terms.responsibleId)
      ? null
      : terms.responsibleId,
});
