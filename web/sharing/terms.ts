import type { MaskableField, Share, ShareEdit } from '@crossdesk/contracts/sharing.ts';
import { toInstant, toWallClock } from '../lib/wall-clock.ts';

/**
 * The terms of a share beyond its level, as form values. `agentIds` empty: the whole department.
 * Times are in the reader's zone; empty: none.
 */
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

/** No terms beyond the level. */
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

/** The form values of an existing share. */
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

/** The terms for the API. A due time is sent only with a question. */
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

/**
 * Only the terms that differ from the original share, so that concurrent changes of others are
 * kept. Times are compared by the minute.
 */
export const changedTerms = (original: Share, terms: Terms): Partial<SentTerms> => {
  const originalTerms = toShareTerms(toTerms(original));
  return Object.fromEntries(
    Object.entries(toShareTerms(terms)).filter(
      ([name, value]) => !isSame(value, originalTerms[name as keyof SentTerms]),
    ),
  );
};

/** The fields of a share that others can change. */
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

/** The fields that someone else changed since the original version. */
export const conflictingFields = (original: Share, current: Share): ComparedField[] =>
  comparedFields.filter((name) => !isSame(original[name], current[name]));

/** Sets the agents with access; the person in charge is cleared if no longer among them. */
export const setAgents = (terms: Terms, agentIds: readonly number[]): Terms => ({
  ...terms,
  agentIds,
  responsibleId:
    terms.responsibleId !== null && agentIds.length > 0 && !agentIds.includes(terms.responsibleId)
      ? null
      : terms.responsibleId,
});
