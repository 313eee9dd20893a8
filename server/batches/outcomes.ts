import type { Problem } from '../platform/problems.ts';
import { refusalDetail } from './permission.ts';
import type { Outcome } from './store.ts';
import type { Undo } from './tables.ts';

/** What was done with one ticket; null: nothing, because it already was as wanted. */
export type Done = { undo: Undo | null } | null;

/** The outcome of a ticket that was changed, or already was as wanted. */
export const doneOutcome = (ticketId: number, done: Done): Outcome => ({
  ticketId,
  state: done ? 'done' : 'skipped',
  code: null,
  detail: null,
  undo: done?.undo ?? null,
});

/** The outcome of a ticket that could not be changed; an undo leaves what was changed since. */
export const refusedOutcome = (ticketId: number, refusal: Problem): Outcome => ({
  ticketId,
  state: refusal.code === 'changed_since' ? 'skipped' : 'refused',
  code: refusal.code,
  detail: refusalDetail(refusal),
  undo: null,
});
