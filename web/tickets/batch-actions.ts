import type { BatchAction } from '@crossdesk/contracts/batches.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import type { TicketBrief, TicketRow } from '@crossdesk/contracts/views.ts';
import { startBatch } from '../lib/batches.ts';
import { call } from '../lib/client.ts';
import { translate } from '../lib/i18n.ts';
import { problemMessage } from '../lib/problem-messages.ts';
import { applyOptimistically, cacheTicket, conflictingVersion, updateRow } from '../lib/ticket-cache.ts';
import { toast } from '../lib/toast.ts';
import { registerUndo } from '../lib/undo.ts';
import { closeTicket, knownVersion, patchTicket, runSequentially, type TicketChange } from './edit-ticket.ts';

/** The tickets of an action: rows on screen, or all tickets of a view. */
export type Targets = readonly (TicketRow | TicketBrief)[];

/** The row of an action on one ticket, which is changed at once and not as a batch. */
const onlyRow = (targets: Targets): TicketRow | null => {
  const [first] = targets;
  return targets.length === 1 && first && 'version' in first ? first : null;
};

const runMany = (targets: Targets, action: BatchAction, done: (count: number) => string) =>
  void startBatch(
    targets.map((one) => one.number),
    action,
    done,
  );

/**
 * An action on one ticket. `optimistic`: the change shown before the server responds. `undo`:
 * reverts it.
 */
type RowOperation = {
  run: () => Promise<Ticket>;
  optimistic?: Partial<Ticket>;
  done: string;
  undo: (now: Ticket) => Promise<Ticket>;
};

const undoOne = async (changed: Promise<Ticket>, undo: RowOperation['undo']): Promise<void> => {
  try {
    const now = await changed;
    cacheTicket(await runSequentially(now.number, () => undo(now)));
    toast({ tone: 'good', text: translate('batch.undone', { count: 1 }) });
  } catch (error) {
    toast({ tone: 'bad', text: problemMessage(error) });
  }
};

/** Changes one ticket. A failure is reported with its reason and can be retried. */
const runOne = async (number: number, operation: RowOperation): Promise<void> => {
  const revert = operation.optimistic ? applyOptimistically(number, operation.optimistic) : null;
  const changing = runSequentially(number, operation.run);
  const undo = registerUndo(() => void undoOne(changing, operation.undo));
  try {
    cacheTicket(await changing);
    undo.show('good', operation.done);
  } catch (error) {
    undo.discard();
    revert?.();
    // A retry uses the version with the other person's change.
    const current = conflictingVersion(error);
    if (current) cacheTicket(current);
    toast({
      tone: 'bad',
      text: translate('batch.failed', { number }),
      detail: problemMessage(error),
      action: { label: translate('batch.retry'), run: () => void runOne(number, operation) },
      durationMs: null,
    });
  }
};

/**
 * Sets fields of tickets. `previousValues`: those of one ticket before the change; `shown`: the
 * change as displayed.
 */
const editTargets = (
  targets: Targets,
  change: TicketChange & Extract<BatchAction, { kind: 'edit' }>['change'],
  done: (count: number) => string,
  previousValues: (row: TicketRow) => TicketChange,
  shown: Partial<Ticket>,
): void => {
  const row = onlyRow(targets);
  if (!row) {
    runMany(targets, { kind: 'edit', change }, done);
    return;
  }
  const { requester: _, ...before } = row;
  void runOne(row.number, {
    run: () => patchTicket(before, change),
    optimistic: shown,
    done: done(1),
    undo: (now) => patchTicket(now, previousValues(row)),
  });
};

export const assignTickets = (targets: Targets, assigneeId: number | null, name: string): void =>
  editTargets(
    targets,
    { assigneeId },
    (count) => translate(assigneeId === null ? 'batch.unassigned' : 'batch.assigned', { count, name }),
    (row) => ({ assigneeId: row.assigneeId }),
    { assigneeId },
  );

export const setPriority = (targets: Targets, priorityId: number | null): void =>
  editTargets(
    targets,
    { priorityId },
    (count) => translate('batch.prioritySet', { count }),
    (row) => ({ priorityId: row.priorityId }),
    { priorityId },
  );

export const setStatus = (
  targets: Targets,
  status: Pick<Ticket, 'statusId' | 'justificationId' | 'baseState'>,
  name: string,
): void => {
  const { statusId, justificationId } = status;
  editTargets(
    targets,
    { statusId, justificationId },
    (count) => translate('batch.statusSet', { count, name }),
    (row) => ({ statusId: row.statusId, justificationId: row.justificationId }),
    status,
  );
};

/** Closes the tickets that are not closed yet (CP-36, CP-37). */
export const closeTickets = (targets: Targets): void => {
  const open = targets.filter((one) => one.baseState !== 'closed');
  const row = onlyRow(open);
  if (row) void closeTicket(row);
  else runMany(open, { kind: 'close' }, (count) => translate('batch.closed', { count }));
};

const restore = ({ number, version }: Pick<Ticket, 'number' | 'version'>): Promise<Ticket> =>
  call('restoreTicket', { params: { number }, body: { version: knownVersion(number, version) } });
const remove = ({ number, version }: Pick<Ticket, 'number' | 'version'>): Promise<Ticket> =>
  call('deleteTicket', { params: { number }, body: { version: knownVersion(number, version) } });

/** Moves tickets to the trash (CP-38). */
export const deleteTickets = (targets: Targets): void => {
  const row = onlyRow(targets);
  const done = (count: number) => translate('batch.deleted', { count });
  if (row) void runOne(row.number, { run: () => remove(row), done: done(1), undo: restore });
  else runMany(targets, { kind: 'delete' }, done);
};

/** Restores tickets from the trash. */
export const restoreTickets = (targets: Targets): void => {
  const row = onlyRow(targets);
  const done = (count: number) => translate('batch.restored', { count });
  if (row) void runOne(row.number, { run: () => restore(row), done: done(1), undo: remove });
  else runMany(targets, { kind: 'restore' }, done);
};

/**
 * Marks tickets as unread for me. For one ticket a failure is not reported, because only the own
 * marker is affected.
 */
export const markUnread = (targets: Targets): void => {
  const row = onlyRow(targets);
  for (const { number } of targets) updateRow(number, (known) => ({ ...known, isUnread: true }));
  if (row) {
    const { number } = row;
    void call('markUnread', { params: { number }, body: {} }).catch(() =>
      updateRow(number, (known) => ({ ...known, isUnread: false })),
    );
  } else runMany(targets, { kind: 'unread' }, (count) => translate('batch.unread', { count }));
};
