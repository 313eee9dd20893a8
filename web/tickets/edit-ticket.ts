import type { Ticket, TicketEdit } from '@crossdesk/contracts/tickets.ts';
import { call } from '../lib/client.ts';
import { problemFieldNames, setFieldProblems } from '../lib/field-problems.ts';
import { translate } from '../lib/i18n.ts';
import { showProblem } from '../lib/problem-messages.ts';
import { keys, queryClient } from '../lib/queries.ts';
import { applyOptimistically, cacheTicket, conflictingVersion } from '../lib/ticket-cache.ts';
import { toast } from '../lib/toast.ts';
import { registerUndo, showUndo } from '../lib/undo.ts';

export type TicketChange = Omit<TicketEdit, 'version'>;

// Writes to a ticket run sequentially, so that each one has the version of the previous one.
const queues = new Map<number, Promise<unknown>>();
const pendingCounts = new Map<number, number>();

/** Runs `work` after all pending writes to this ticket. */
export const runSequentially = <T>(number: number, work: () => Promise<T>): Promise<T> => {
  pendingCounts.set(number, (pendingCounts.get(number) ?? 0) + 1);
  const result = (queues.get(number) ?? Promise.resolve()).catch(() => {}).then(work);
  queues.set(number, result);
  const onSettled = () => pendingCounts.set(number, (pendingCounts.get(number) ?? 1) - 1);
  result.then(onSettled, onSettled);
  return result;
};

/** The latest version known to this browser. */
export const knownVersion = (number: number, otherwise: number): number =>
  queryClient.getQueryData<Ticket>(keys.ticket(number))?.version ?? otherwise;

const storeResult = (ticket: Ticket): void => {
  if ((pendingCounts.get(ticket.number) ?? 0) <= 1) {
    cacheTicket(ticket);
    return;
  }
  // A later change of mine is already shown, so only the version is updated.
  queryClient.setQueryData<Ticket>(keys.ticket(ticket.number), (known) =>
    known ? { ...known, version: ticket.version } : known,
  );
};

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A ticket as it was when a change was made: all fields, or only those of a list row. */
type TicketSnapshot = Pick<Ticket, 'number' | 'version'> & Partial<Ticket>;

/** Whether someone else changed one of the same fields. */
const hasConflict = (change: TicketChange, before: TicketSnapshot, current: Ticket): boolean =>
  (Object.keys(change) as (keyof TicketChange)[]).some((field) => {
    const key = field === 'requesterId' ? 'requester' : field === 'accountId' ? 'account' : field;
    return !isSame(before[key], current[key]);
  });

/**
 * Changes fields of a ticket. Fails if someone else changed one of them; changes to other fields do
 * not conflict.
 */
export const patchTicket = async (before: TicketSnapshot, change: TicketChange): Promise<Ticket> => {
  const params = { number: before.number };
  try {
    return await call('editTicket', {
      params,
      body: { version: knownVersion(before.number, before.version), ...change },
    });
  } catch (error) {
    const current = conflictingVersion(error);
    if (!current || hasConflict(change, before, current)) throw error;
    return call('editTicket', { params, body: { version: current.version, ...change } });
  }
};

const apply = async (ticket: Ticket, change: TicketChange, shown: Partial<Ticket>): Promise<Ticket | null> => {
  await queryClient.cancelQueries({ queryKey: keys.ticket(ticket.number) });
  const revert = applyOptimistically(ticket.number, shown);
  try {
    const edited = await runSequentially(ticket.number, () => patchTicket(ticket, change));
    storeResult(edited);
    setFieldProblems(ticket.number, null);
    void queryClient.invalidateQueries({ queryKey: keys.history(ticket.number) });
    return edited;
  } catch (error) {
    revert();
    setFieldProblems(ticket.number, error);
    showProblem(error, problemFieldNames(error));
    void queryClient.invalidateQueries({ queryKey: keys.ticket(ticket.number) });
    return null;
  }
};

/** Restores previous values and shows a toast, because the ticket may no longer be on screen. */
const revertChange = async (ticket: Ticket, change: TicketChange, shown: Partial<Ticket>): Promise<void> => {
  if (await apply(ticket, change, shown))
    toast({ tone: 'good', text: translate('ticket.changedBack', { number: ticket.number }) });
};

const valuesOf = <T extends object>(before: T, fields: object): Partial<T> =>
  Object.fromEntries(Object.entries(before).filter(([field]) => field in fields)) as Partial<T>;

const previousValues = (before: Ticket, change: TicketChange): TicketChange =>
  valuesOf({ ...before, requesterId: before.requester.id ?? undefined, accountId: before.account?.id ?? null }, change);

/**
 * Changes a ticket with an optimistic update. On failure, the previous state is restored and the
 * reason is shown. Changes by others to other fields do not conflict. `shown`: the change as
 * displayed. Returns whether it succeeded; the change can be undone.
 */
export const editTicket = async (ticket: Ticket, change: TicketChange, shown: Partial<Ticket>): Promise<boolean> => {
  const edited = apply(ticket, change, shown);
  const undo = registerUndo(async () => {
    const now = await edited;
    if (now) await revertChange(now, previousValues(ticket, change), valuesOf(ticket, shown));
  });
  const isDone = (await edited) !== null;
  if (!isDone) undo.discard();
  return isDone;
};

type Closable = Pick<Ticket, 'number' | 'version' | 'statusId' | 'justificationId' | 'baseState'>;

/**
 * Closes a ticket with an optimistic update (CP-36, CP-37) and offers to undo it. Returns whether
 * it succeeded.
 */
export const closeTicket = async (before: Closable): Promise<boolean> => {
  const { number, version, statusId, justificationId, baseState } = before;
  const revert = applyOptimistically(number, { baseState: 'closed' });
  const closing = runSequentially(number, () =>
    call('closeTicket', { params: { number }, body: { version: knownVersion(number, version) } }),
  );
  const status = { statusId, justificationId };
  const undo = registerUndo(
    () =>
      void closing.then(
        (closed) => revertChange(closed, status, { ...status, baseState }),
        () => {},
      ),
  );
  try {
    cacheTicket(await closing);
    setFieldProblems(number, null);
    undo.show('good', translate('ticket.closed', { number }));
    return true;
  } catch (error) {
    undo.discard();
    revert();
    setFieldProblems(number, error);
    showProblem(error, problemFieldNames(error) ?? translate('ticket.notClosed', { number }));
    return false;
  }
};

/** Starts or ends following a ticket. Shown immediately, and reverted if it fails. */
export const setFollowing = async ({ number }: Pick<Ticket, 'number'>, isFollowing: boolean): Promise<void> => {
  await queryClient.cancelQueries({ queryKey: keys.ticket(number) });
  const show = (value: boolean) =>
    queryClient.setQueryData<Ticket>(keys.ticket(number), (known) => known && { ...known, isFollowing: value });
  show(isFollowing);
  try {
    await runSequentially(number, () =>
      call(isFollowing ? 'followTicket' : 'unfollowTicket', { params: { number }, body: {} }),
    );
  } catch (error) {
    show(!isFollowing);
    showProblem(error);
    void queryClient.invalidateQueries({ queryKey: keys.ticket(number) });
  }
};

/** Restores a ticket from the trash. */
export const restoreTicket = async (ticket: Pick<Ticket, 'number' | 'version'>): Promise<void> => {
  try {
    const restored = await runSequentially(ticket.number, () =>
      call('restoreTicket', {
        params: { number: ticket.number },
        body: { version: knownVersion(ticket.number, ticket.version) },
      }),
    );
    cacheTicket(restored);
    toast({ tone: 'good', text: translate('ticket.restored', { number: ticket.number }) });
  } catch (error) {
    showProblem(error);
  }
};

/** Moves a ticket to the trash (CP-38) and offers to undo it. Returns whether it succeeded. */
export const deleteTicket = async (ticket: Pick<Ticket, 'number' | 'version'>): Promise<boolean> => {
  try {
    const deleted = await runSequentially(ticket.number, () =>
      call('deleteTicket', {
        params: { number: ticket.number },
        body: { version: knownVersion(ticket.number, ticket.version) },
      }),
    );
    cacheTicket(deleted);
    showUndo('plain', translate('ticket.deleted', { number: ticket.number }), () => void restoreTicket(deleted));
    return true;
  } catch (error) {
    showProblem(error);
    return false;
  }
};
