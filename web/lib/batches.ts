import type { Batch, BatchAction } from '@crossdesk/contracts/batches.ts';
import { useSyncExternalStore } from 'react';
import { ApiProblem, call } from './client.ts';
import { translate } from './i18n.ts';
import { showProblem } from './problem-messages.ts';
import { batchesQuery, keys, queryClient } from './queries.ts';
import { dismissToast, toast } from './toast.ts';
import { registerUndo } from './undo.ts';

type BatchState = {
  /** The batches that run, in the order in which they were started. */
  running: readonly Batch[];
  /** Whether the panel is open, and the batch it shows first. */
  panel: { openId: number | null } | null;
};
let state: BatchState = { running: [], panel: null };
const listeners = new Set<() => void>();
const set = (change: Partial<BatchState>) => {
  state = { ...state, ...change };
  for (const listener of listeners) listener();
};

export const useBatchState = (): BatchState =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );

/** Opens the panel of batches, at this one if given. */
export const openBatchPanel = (openId: number | null = null): void => set({ panel: { openId } });
export const closeBatchPanel = (): void => set({ panel: null });

const publish = (batch: Batch): void => {
  queryClient.setQueryData(keys.batch(batch.id), batch);
  const others = state.running.filter((one) => one.id !== batch.id);
  set({ running: batch.state === 'running' ? [...others, batch].sort((a, b) => a.id - b.id) : others });
};

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));
const firstWaitMs = 120;
const longestWaitMs = 1_000;
const waitAfterErrorMs = 3_000;

const isGone = (error: unknown): boolean =>
  error instanceof ApiProblem && (error.code === 'not_found' || error.code === 'not_signed_in');

/** Asks for the progress until the batch has finished; null if it can no longer be read. */
const waitUntilFinished = async (started: Batch): Promise<Batch | null> => {
  let batch = started;
  let waitMs = firstWaitMs;
  while (batch.state === 'running') {
    await sleep(waitMs);
    waitMs = Math.min(longestWaitMs, waitMs * 1.5);
    try {
      batch = await call('getBatch', { params: { id: batch.id } });
      publish(batch);
    } catch (error) {
      if (isGone(error)) {
        set({ running: state.running.filter((one) => one.id !== batch.id) });
        return null;
      }
      waitMs = waitAfterErrorMs;
    }
  }
  for (const [kind] of [keys.lists, keys.views, keys.ticket(0), keys.shares(0), keys.history(0), keys.batches])
    void queryClient.invalidateQueries({ queryKey: [kind] });
  return batch;
};

const followed = new Map<number, Promise<Batch | null>>();

/** Follows a batch until it has finished. */
export const followBatch = (batch: Batch): Promise<Batch | null> => {
  const following = followed.get(batch.id) ?? waitUntilFinished(batch).finally(() => followed.delete(batch.id));
  followed.set(batch.id, following);
  publish(batch);
  return following;
};

/** Follows the batches that still run, for example after the browser was closed. */
export const followRunningBatches = async (): Promise<void> => {
  const { items } = await queryClient.fetchQuery(batchesQuery);
  for (const batch of items) if (batch.state === 'running') void followBatch(batch);
};

const showPanel = (id: number) => ({ label: translate('batch.show'), run: () => openBatchPanel(id) });

/** Undoes a finished batch as a batch and says how many tickets were changed back. */
export const undoBatch = async (id: number): Promise<void> => {
  try {
    const undone = await followBatch(await call('undoBatch', { params: { id } }));
    if (!undone) return;
    const { doneCount, skippedCount, refusedCount } = undone;
    const isComplete = skippedCount + refusedCount === 0;
    toast({
      tone: isComplete ? 'good' : 'bad',
      text: translate('batch.undone', { count: doneCount }),
      ...(isComplete
        ? {}
        : {
            detail: translate('batch.notUndone', { count: skippedCount + refusedCount }),
            action: showPanel(undone.id),
          }),
    });
  } catch (error) {
    showProblem(error);
  }
};

/** Announces the result of a batch: with Undo, or with the panel if tickets were refused. */
const showResult = (batch: Batch, doneText: string, undo: ReturnType<typeof registerUndo>): void => {
  if (!batch.canUndo) undo.discard();
  // The panel shows the result of its open batch.
  if (state.panel?.openId === batch.id) return;
  if (batch.refusedCount === 0) {
    if (batch.canUndo) undo.show('good', doneText);
    else toast({ tone: 'good', text: doneText });
    return;
  }
  const refused = translate('batch.refused', { count: batch.refusedCount });
  toast({
    tone: 'bad',
    text: batch.refusedCount < batch.totalCount ? translate('batch.partly', { done: doneText, refused }) : refused,
    action: showPanel(batch.id),
    durationMs: null,
  });
};

/** A batch of more tickets than this shows a message while it runs. */
const quietCount = 20;

/**
 * Starts a batch and shows its result. `done`: the message for a number of tickets. The undo
 * shortcut undoes it once it has finished. Returns the batch, or null if it was refused.
 */
export const startBatch = async (
  numbers: readonly number[],
  action: BatchAction,
  done: (count: number) => string,
): Promise<Batch | null> => {
  let batch: Batch;
  try {
    batch = await call('startBatch', { body: { numbers: [...numbers], action } });
  } catch (error) {
    showProblem(error);
    return null;
  }
  const working =
    numbers.length > quietCount
      ? toast({
          text: translate('batch.working', { count: numbers.length }),
          action: showPanel(batch.id),
          durationMs: null,
        })
      : null;
  const following = followBatch(batch);
  const undo = registerUndo(async () => {
    const finished = await following;
    if (finished?.canUndo) await undoBatch(batch.id);
    else toast({ text: translate('undo.cannot') });
  });
  void following.then((finished) => {
    if (working !== null) dismissToast(working);
    if (finished) showResult(finished, done(finished.doneCount + finished.skippedCount), undo);
  });
  return batch;
};

/** Tries the refused tickets of a batch again, all or those with one reason. */
export const retryBatch = async (id: number, reason: { code?: string; detail?: string | null }): Promise<void> => {
  try {
    const retried = await followBatch(await call('retryBatch', { params: { id }, body: reason }));
    if (retried)
      toast({ text: translate('batch.retried', { done: retried.doneCount, refused: retried.refusedCount }) });
  } catch (error) {
    showProblem(error);
  }
};
