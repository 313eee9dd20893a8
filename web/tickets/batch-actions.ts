import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import type { TicketRow } from '@crossdesk/contracts/views.ts';
import { call } from '../lib/client.ts';
import { translate } from '../lib/i18n.ts';
import { problemMessage } from '../lib/problem-messages.ts';
import { applyOptimistically, cacheTicket, conflictingVersion, updateRow } from '../lib/ticket-cache.ts';
import { dismissToast, toast } from '../lib/toast.ts';
import { registerUndo } from '../lib/undo.ts';
import { closeTicket, knownVersion, patchTicket, runSequentially, type TicketChange } from './edit-ticket.ts';

/**
 * An operation on many tickets. `optimistic`: the change shown before the server responds. `undo`:
 * reverts it for one ticket.
 */
type BatchOperation<T> = {
  run: (ticket: T) => Promise<Ticket>;
  optimistic?: Partial<Ticket>;
  done: (count: number) => string;
  undo?: (now: Ticket, before: T) => Promise<Ticket>;
};

/**
 * Shows progress for many tickets and warns before the page is left. Returns a function that ends
 * this.
 */
const showProgress = (count: number): (() => void) => {
  const warn = (event: BeforeUnloadEvent) => event.preventDefault();
  addEventListener('beforeunload', warn);
  const toastId = count > 20 ? toast({ text: translate('batch.working', { count }), durationMs: null }) : null;
  return () => {
    removeEventListener('beforeunload', warn);
    if (toastId !== null) dismissToast(toastId);
  };
};

/**
 * Runs an operation on four tickets at a time. Failures are reported with reasons and can be
 * retried; successes can be undone.
 */
const runBatch = async <T extends { number: number }>(
  tickets: readonly T[],
  operation: BatchOperation<T>,
): Promise<void> => {
  const done: { before: T; now: Ticket }[] = [];
  const failed: { ticket: T; error: unknown }[] = [];
  const queue = [...tickets];
  const work = async () => {
    for (let ticket = queue.shift(); ticket; ticket = queue.shift()) {
      const target = ticket;
      const revert = operation.optimistic ? applyOptimistically(target.number, operation.optimistic) : null;
      await runSequentially(target.number, () => operation.run(target)).then(
        (now) => {
          cacheTicket(now);
          done.push({ before: target, now });
        },
        (error: unknown) => {
          revert?.();
          // A retry uses the version with the other person's change.
          const current = conflictingVersion(error);
          if (current) cacheTicket(current);
          failed.push({ ticket: target, error });
        },
      );
    }
  };
  const finish = showProgress(tickets.length);
  const working = Promise.all([work(), work(), work(), work()]);
  const { undo } = operation;
  const undoEntry =
    undo &&
    registerUndo(async () => {
      await working;
      // In reverse order, so that the list order is restored.
      const reverted = done.map(({ before, now }) => ({ number: now.number, before, now })).reverse();
      await runBatch(reverted, {
        run: ({ before, now }) => undo(now, before),
        done: (count) => translate('batch.undone', { count }),
      });
    });
  await working;
  finish();
  if (failed.length === 0) {
    if (undoEntry) undoEntry.show('good', operation.done(done.length));
    else toast({ tone: 'good', text: operation.done(done.length) });
    return;
  }
  if (done.length === 0) undoEntry?.discard();
  const reasons = [...new Set(failed.map(({ error }) => problemMessage(error)))].join(' ');
  const numbers = failed.map(({ ticket }) => `#${ticket.number}`).join(', ');
  const refused = translate('batch.failed', { count: failed.length, numbers });
  toast({
    tone: 'bad',
    text: done.length > 0 ? `${operation.done(done.length)} ${refused}` : refused,
    detail: reasons,
    action: {
      label: translate('batch.retry'),
      run: () =>
        void runBatch(
          failed.map(({ ticket }) => ticket),
          operation,
        ),
    },
    durationMs: null,
  });
};

/**
 * Sets fields of many tickets. `optimistic`: the change as shown; `previousValues`: the values
 * before the change.
 */
const editMany = (
  rows: readonly TicketRow[],
  change: TicketChange,
  done: (count: number) => string,
  previousValues: (row: TicketRow) => TicketChange,
  shown: Partial<Ticket>,
): Promise<void> =>
  runBatch(rows, {
    run: ({ requester: _, ...row }) => patchTicket(row, change),
    optimistic: shown,
    done,
    undo: (now, row) => patchTicket(now, previousValues(row)),
  });

export const assignMany = (rows: readonly TicketRow[], assigneeId: number | null, name: string): Promise<void> =>
  editMany(
    rows,
    { assigneeId },
    (count) => translate(assigneeId === null ? 'batch.unassigned' : 'batch.assigned', { count, name }),
    (row) => ({ assigneeId: row.assigneeId }),
    { assigneeId },
  );

export const setPriorityOfMany = (rows: readonly TicketRow[], priorityId: number | null): Promise<void> =>
  editMany(
    rows,
    { priorityId },
    (count) => translate('batch.prioritySet', { count }),
    (row) => ({ priorityId: row.priorityId }),
    { priorityId },
  );

const previousStatus = ({ statusId, justificationId }: TicketRow): TicketChange => ({ statusId, justificationId });

/** Closes the tickets that are not closed yet (CP-36, CP-37). */
export const closeMany = async (rows: readonly TicketRow[]): Promise<void> => {
  const open = rows.filter((row) => row.baseState !== 'closed');
  const [only] = open;
  if (only && open.length === 1) await closeTicket(only);
  else
    await runBatch(open, {
      run: ({ number, version }) =>
        call('closeTicket', { params: { number }, body: { version: knownVersion(number, version) } }),
      optimistic: { baseState: 'closed' },
      done: (count) => translate('batch.closed', { count }),
      undo: (now, row) => patchTicket(now, previousStatus(row)),
    });
};

export const setStatusOfMany = (
  rows: readonly TicketRow[],
  status: Pick<Ticket, 'statusId' | 'justificationId' | 'baseState'>,
  name: string,
): Promise<void> => {
  const { statusId, justificationId } = status;
  const done = (count: number) => translate('batch.statusSet', { count, name });
  return editMany(rows, { statusId, justificationId }, done, previousStatus, status);
};

const restore = ({ number, version }: Pick<Ticket, 'number' | 'version'>): Promise<Ticket> =>
  call('restoreTicket', { params: { number }, body: { version: knownVersion(number, version) } });
const remove = ({ number, version }: Pick<Ticket, 'number' | 'version'>): Promise<Ticket> =>
  call('deleteTicket', { params: { number }, body: { version: knownVersion(number, version) } });

/** Moves tickets to the trash (CP-38). */
export const deleteMany = (rows: readonly TicketRow[]): Promise<void> =>
  runBatch(rows, { run: remove, done: (count) => translate('batch.deleted', { count }), undo: restore });

/** Restores tickets from the trash. */
export const restoreMany = (rows: readonly TicketRow[]): Promise<void> =>
  runBatch(rows, { run: restore, done: (count) => translate('batch.restored', { count }), undo: remove });

/**
 * Marks tickets as unread for me. Failures are not reported, because only the own marker is
 * affected.
 */
export const markManyUnread = (rows: readonly Pick<TicketRow, 'number'>[]): void => {
  for (const { number } of rows) {
    updateRow(number, (row) => ({ ...row, isUnread: true }));
    void call('markUnread', { params: { number }, body: {} }).catch(() =>
      updateRow(number, (row) => ({ ...row, isUnread: false })),
    );
  }
};
