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
export const termsOf = (share: Share): Terms => ({
  question: share.question,
  reason: share.reason,
  agentIds: share.agentIds ?? [],
  responsibleId: share.responsibleId,
  dueAt: toWallClock(share.dueAt),
  expiresAt: toWallClock(share.expiresAt),
  isCustomerMasked: share.isCustomerMasked,
  hiddenFields: share.hiddenFields,
});

type Sent = Required<Omit<ShareEdit, 'version' | 'level'>>;

/** The terms as they are sent. A time to answer by goes with a question only. */
export const sentTerms = (terms: Terms): Sent => ({
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
export const changedTerms = (began: Share, terms: Terms): Partial<Sent> => {
  const before = sentTerms(termsOf(began));
  return Object.fromEntries(
    Object.entries(sentTerms(terms)).filter(([name, value]) => !isSame(value, before[name as keyof Sent])),
  );
};

/** What of a share somebody can change. */
const watched = [
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
export type Watched = (typeof watched)[number];

/** What became different in a share between two looks at it. */
export const hasConflict = (began: Share, now: Share): Watched[] =>
  watched.filter((name) => !isSame(began[name], now[name]));

/** The people of a department who are left to choose as the one responsible: those let in. */
export const keepResponsible = (terms: Terms, agentIds: readonly number[]): Terms => ({
  ...terms,
  agentIds,
  responsibleId:
    terms.responsibleId !== null && agentIds.length > 0 && !agentIds.includes(terms.responsibleId)
      ? null
      : terms.responsibleId,
});
