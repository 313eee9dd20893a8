import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import type { TicketRow } from '@crossdesk/contracts/views.ts';
import { call } from '../lib/client.ts';
import { translate } from '../lib/i18n.ts';
import { problemMessage } from '../lib/problem-messages.ts';
import { applyOptimistically, cacheTicket, updateRow } from '../lib/ticket-cache.ts';
import { dismissToast, toast } from '../lib/toast.ts';
import { registerUndo } from '../lib/undo.ts';
import {
  closeTicket,
  conflictingVersion,
  knownVersion,
  patchTicket,
  runSequentially,
  type TicketChange,
} from './edit-ticket.ts';

/** One thing that is done to many tickets. `shown` is what it changes on screen before the server has agreed; `undo` takes one of them back. */
type BatchOperation<T> = {
  run: (ticket: T) => Promise<Ticket>;
  optimistic?: Partial<Ticket>;
  done: (count: number) => string;
  undo?: (now: Ticket, before: T) => Promise<Ticket>;
};

/** Many take a while: that is said, and the browser asks before the page is left in the midst of them. Returns how to end that. */
const showProgress = (count: number): (() => void) => {
  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  addEventListener('beforeunload', ask);
  const shown = count > 20 ? toast({ text: translate('batch.working', { count }), durationMs: null }) : null;
  return () => {
    removeEventListener('beforeunload', ask);
    if (shown !== null) dismissToast(shown);
  };
};

/** Does it four at a time; what failed is reported with its reasons and can be tried again, what succeeded can be undone. */
const runBatch = async <T extends { number: number }>(
  tickets: readonly T[],
  operation: BatchOperation<T>,
): Promise<void> => {
  const done: { before: T; now: Ticket }[] = [];
  const failed: { ticket: T; error: unknown }[] = [];
  const left = [...tickets];
  const work = async () => {
    for (let ticket = left.shift(); ticket; ticket = left.shift()) {
      const one = ticket;
      const revert = operation.optimistic ? applyOptimistically(one.number, operation.optimistic) : null;
      await runSequentially(one.number, () => operation.run(one)).then(
        (now) => {
          cacheTicket(now);
          done.push({ before: one, now });
        },
        (error: unknown) => {
          revert?.();
          // Whoever tries again has seen what somebody else did.
          const current = conflictingVersion(error);
          if (current) cacheTicket(current);
          failed.push({ ticket: one, error });
        },
      );
    }
  };
  const finish = showProgress(tickets.length);
  const working = Promise.all([work(), work(), work(), work()]);
  const { undo } = operation;
  const undoing =
    undo &&
    registerUndo(async () => {
      await working;
      // From the last to the first, so that they stand in the list as they stood.
      const back = done.map(({ before, now }) => ({ number: now.number, before, now })).reverse();
      await runBatch(back, {
        run: ({ before, now }) => undo(now, before),
        done: (count) => translate('batch.undone', { count }),
      });
    });
  await working;
  finish();
  if (failed.length === 0) {
    if (undoing) undoing.show('good', operation.done(done.length));
    else toast({ tone: 'good', text: operation.done(done.length) });
    return;
  }
  if (done.length === 0) undoing?.discard();
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

/** Gives all of them these values; `shown` is what that changes on screen, `former` the values a ticket had. */
const editMany = (
  rows: readonly TicketRow[],
  change: TicketChange,
  done: (count: number) => string,
  former: (row: TicketRow) => TicketChange,
  shown: Partial<Ticket>,
): Promise<void> =>
  runBatch(rows, {
    run: ({ requester: _, ...row }) => patchTicket(row, change),
    optimistic: shown,
    done,
    undo: (now, row) => patchTicket(now, former(row)),
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

/** Closes those that are not closed yet (CP-36, CP-37). */
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

/** Moves them to the trash (CP-38). */
export const deleteMany = (rows: readonly TicketRow[]): Promise<void> =>
  runBatch(rows, { run: remove, done: (count) => translate('batch.deleted', { count }), undo: restore });

/** Takes them out of the trash. */
export const restoreMany = (rows: readonly TicketRow[]): Promise<void> =>
  runBatch(rows, { run: restore, done: (count) => translate('batch.restored', { count }), undo: remove });

/** Shows them to me as unread again; a mark of one's own, so nothing is said where it stays away. */
export const markManyUnread = (rows: readonly Pick<TicketRow, 'number'>[]): void => {
  for (const { number } of rows) {
    updateRow(number, (row) => ({ ...row, isUnread: true }));
    void call('markUnread', { params: { number }, body: {} }).catch(() =>
      updateRow(number, (row) => ({ ...row, isUnread: false })),
    );
  }
};
