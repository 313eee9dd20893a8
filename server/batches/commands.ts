import type { Batch, BatchAction, BatchKind } from '@crossdesk/contracts/batches.ts';
import { agentActor } from '../identity/index.ts';
import { type Context, requireAgent, runCommand, type Services, systemActor } from '../platform/context.ts';
import { isDatabaseUnavailable } from '../platform/database.ts';
import { queueJob } from '../platform/jobs.ts';
import { Problem, problem } from '../platform/problems.ts';
import { act, actTogether, takeBack } from './actions.ts';
import { type Done, doneOutcome, refusedOutcome } from './outcomes.ts';
import { requireProfile, requireUndoProfile } from './permission.ts';
import { batch } from './queries.ts';
import * as store from './store.ts';
import type { Undo } from './tables.ts';

export const batchTask = 'batches:run';
const chunkSize = 100;
/** Tickets processed in parallel; each has its own transaction. */
const concurrency = 4;

const queueRun = (ctx: Context, batchId: number): Promise<void> =>
  queueJob(ctx, batchTask, { batchId }, { queue: `batch:${batchId}` });

/**
 * Starts a batch. Each ticket is checked separately, as the agent at that time; a refusal does not
 * roll back the others.
 */
export async function startBatch(ctx: Context, numbers: readonly number[], action: BatchAction): Promise<Batch> {
  const { agentId } = requireAgent(ctx);
  requireProfile(ctx, action);
  const { id } = await store.insertBatch(ctx.tx, {
    agent_id: agentId,
    kind: action.kind,
    payload: JSON.stringify(action),
    state: 'running',
    undoes_id: null,
    created_at: ctx.now,
    finished_at: null,
  });
  await store.insertBatchItems(
    ctx.tx,
    id,
    [...new Set(numbers)].sort((a, b) => a - b),
  );
  await queueRun(ctx, id);
  return batch(ctx, id);
}

/** Locks a batch of the actor. */
async function lockBatch(ctx: Context, id: number) {
  const row = await ctx.tx
    .selectFrom('batch')
    .selectAll()
    .where('id', '=', id)
    .where('agent_id', '=', requireAgent(ctx).agentId)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw problem('not_found');
  if (row.state === 'running') throw problem('batch_running');
  return row;
}

/**
 * Tries the refused tickets again, all or those refused for one reason; no others. A batch that was
 * undone is not tried again, because that could not be undone.
 */
export async function retryBatch(
  ctx: Context,
  id: number,
  reason: { code?: string; detail?: string | null },
): Promise<Batch> {
  await lockBatch(ctx, id);
  const { undoneById } = await batch(ctx, id);
  if (undoneById !== null) throw problem('nothing_to_retry', { detail: 'This batch was undone.' });
  if ((await store.resetRefused(ctx.tx, id, reason)) === 0) throw problem('nothing_to_retry');
  await store.setState(ctx.tx, id, 'running', null);
  await queueRun(ctx, id);
  return batch(ctx, id);
}

/** Undoes a batch as another batch, once. */
export async function undoBatch(ctx: Context, id: number): Promise<Batch> {
  const row = await lockBatch(ctx, id);
  requireUndoProfile(ctx, row.kind);
  const { canUndo } = await batch(ctx, id);
  if (!canUndo) throw problem('undo_too_late');
  const { id: undoId } = await store.insertBatch(ctx.tx, {
    agent_id: row.agent_id,
    kind: 'undo',
    payload: 'null',
    state: 'running',
    undoes_id: id,
    created_at: ctx.now,
    finished_at: null,
  });
  await store.insertUndoItems(ctx.tx, undoId, id);
  await queueRun(ctx, undoId);
  return batch(ctx, undoId);
}

/** `undone_kind`: of the batch that this one undoes. */
type BatchRow = { id: number; agent_id: number; payload: BatchAction | null; undone_kind: BatchKind | null };
type Item = { ticket_id: number; undo: Undo | null };

/** How long a job works on a batch before it lets other jobs run. */
const longestRunMs = 2_000;

/** Works on a batch for a while, in order of its tickets' numbers, and queues the rest. */
export async function runBatch(services: Services, batchId: number): Promise<void> {
  const until = Date.now() + longestRunMs;
  while (await runBatchChunk(services, batchId)) {
    if (Date.now() < until) continue;
    await runCommand(services, systemActor('batch'), (ctx) => queueRun(ctx, batchId));
    return;
  }
}

/**
 * Processes the next tickets of a batch. Returns whether more are left. Resumes after a crash: what
 * has an outcome is not done again.
 */
export async function runBatchChunk(services: Services, batchId: number): Promise<boolean> {
  const { db } = services;
  const row = await db
    .selectFrom('batch')
    .leftJoin('batch as undone', 'undone.id', 'batch.undoes_id')
    .select(['batch.id', 'batch.agent_id', 'batch.payload', 'batch.state', 'undone.kind as undone_kind'])
    .where('batch.id', '=', batchId)
    .executeTakeFirst();
  if (row?.state !== 'running') return false;
  const items = await db
    .selectFrom('batch_item')
    .select(['ticket_id', 'undo'])
    .where('batch_id', '=', batchId)
    .where('state', '=', 'waiting')
    .orderBy('ticket_id')
    .limit(chunkSize * 2)
    .execute();
  // Two parts at once, so that the database and this process do not wait for each other.
  await Promise.all(
    [items.slice(0, chunkSize), items.slice(chunkSize)].map(async (part) => {
      if (!(await runTogether(services, row, part))) await runEach(services, row, part);
    }),
  );
  if (items.length === chunkSize * 2) return true;
  await runCommand(services, systemActor('batch'), (ctx) => store.setState(ctx.tx, batchId, 'finished', ctx.now));
  return false;
}

/**
 * Works on all tickets in one transaction where the action can do that. Returns false if it cannot,
 * or failed: then each ticket is tried alone, so that one does not stop the others.
 */
async function runTogether(services: Services, { id, agent_id, payload }: BatchRow, items: readonly Item[]) {
  if (!payload || items.length === 0) return false;
  const actor = await agentActor(services.db, { agentId: agent_id });
  if (!actor) return false;
  const numbers = items.map((one) => one.ticket_id);
  try {
    return await runCommand(services, actor, async (ctx) => {
      const outcomes = await actTogether(ctx, numbers, payload);
      if (outcomes) await store.recordOutcomes(ctx.tx, id, outcomes);
      return outcomes !== null;
    });
  } catch (error) {
    // A problem is found again, and reported, for each ticket.
    if (!(error instanceof Problem))
      services.log.warn({ error, batchId: id }, 'tickets of a batch are tried one by one');
    return false;
  }
}

async function runEach(services: Services, row: BatchRow, items: readonly Item[]) {
  const { id, agent_id, payload, undone_kind } = row;
  for (let start = 0; start < items.length; start += concurrency) {
    await Promise.all(
      items.slice(start, start + concurrency).map(({ ticket_id: number, undo }) =>
        runOne(services, { batchId: id, agentId: agent_id, number }, async (ctx) => {
          if (payload) return act(ctx, number, payload);
          requireUndoProfile(ctx, undone_kind);
          return undo && takeBack(ctx, number, undo);
        }),
      ),
    );
  }
}

/**
 * Works on one ticket. The change and its outcome commit together, so nothing is done twice. A
 * ticket with a fault does not stop the others; it can be tried again.
 */
async function runOne(
  services: Services,
  { batchId, agentId, number }: { batchId: number; agentId: number; number: number },
  work: (ctx: Context) => Promise<Done>,
): Promise<void> {
  try {
    const actor = await agentActor(services.db, { agentId });
    if (!actor) throw problem('not_allowed');
    await runCommand(services, actor, async (ctx) => {
      await store.recordOutcomes(ctx.tx, batchId, [doneOutcome(number, await work(ctx))]);
    });
  } catch (error) {
    const isFault = !(error instanceof Problem);
    // Without a database the job is run again later.
    if (isFault && isDatabaseUnavailable(error)) throw error;
    if (isFault) services.log.error({ error, batchId, number }, 'a ticket of a batch could not be changed');
    const outcome = refusedOutcome(number, isFault ? problem('internal_error') : error);
    await runCommand(services, systemActor('batch'), (ctx) => store.recordOutcomes(ctx.tx, batchId, [outcome]));
  }
}

/** How long a batch is kept. */
const keptMs = 30 * 24 * 3_600_000;

/** Deletes batches older than 30 days, up to a hundred, and returns how many. */
export const deleteOldBatches = (ctx: Context): Promise<number> =>
  store.deleteBefore(ctx.tx, new Date(ctx.now.getTime() - keptMs));
