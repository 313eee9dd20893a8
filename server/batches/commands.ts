import type { Batch, BatchAction } from '@crossdesk/contracts/batches.ts';
import { agentActor } from '../identity/index.ts';
import { type Context, requireAgent, runCommand, type Services, systemActor } from '../platform/context.ts';
import { queueJob } from '../platform/jobs.ts';
import { Problem, problem } from '../platform/problems.ts';
import { act, type Done, takeBack } from './actions.ts';
import { refusalDetail, requireProfile } from './permission.ts';
import { batch } from './queries.ts';
import * as store from './store.ts';

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

/** Tries the refused tickets again, all or those refused for one reason; no others. */
export async function retryBatch(
  ctx: Context,
  id: number,
  reason: { code?: string; detail?: string | null },
): Promise<Batch> {
  await lockBatch(ctx, id);
  if ((await store.resetRefused(ctx.tx, id, reason)) === 0) throw problem('nothing_to_retry');
  await store.setState(ctx.tx, id, 'running', null);
  await queueRun(ctx, id);
  return batch(ctx, id);
}

/** Undoes a batch as another batch, once. */
export async function undoBatch(ctx: Context, id: number): Promise<Batch> {
  const row = await lockBatch(ctx, id);
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

/**
 * Processes the next tickets of a batch in order of their numbers and queues the rest. Resumes
 * after a crash: what has an outcome is not done again.
 */
export async function runBatchChunk(services: Services, batchId: number): Promise<void> {
  const { db } = services;
  const row = await db
    .selectFrom('batch')
    .select(['agent_id', 'payload', 'state'])
    .where('id', '=', batchId)
    .executeTakeFirst();
  if (row?.state !== 'running') return;
  const items = await db
    .selectFrom('batch_item')
    .select(['ticket_id', 'undo'])
    .where('batch_id', '=', batchId)
    .where('state', '=', 'waiting')
    .orderBy('ticket_id')
    .limit(chunkSize)
    .execute();
  const { payload } = row;
  for (let start = 0; start < items.length; start += concurrency) {
    const group = items.slice(start, start + concurrency);
    await Promise.all(
      group.map(({ ticket_id: number, undo }) =>
        runOne(services, { batchId, agentId: row.agent_id, number }, async (ctx) => {
          if (payload) return act(ctx, number, payload);
          return undo && takeBack(ctx, number, undo);
        }),
      ),
    );
  }
  await runCommand(services, systemActor('batch'), async (ctx) => {
    if (items.length === chunkSize) await queueRun(ctx, batchId);
    else await store.setState(ctx.tx, batchId, 'finished', ctx.now);
  });
}

/** Works on one ticket. The change and its outcome commit together, so nothing is done twice. */
async function runOne(
  services: Services,
  { batchId, agentId, number }: { batchId: number; agentId: number; number: number },
  work: (ctx: Context) => Promise<Done>,
): Promise<void> {
  try {
    const actor = await agentActor(services.db, { agentId });
    if (!actor) throw problem('not_allowed');
    await runCommand(services, actor, async (ctx) => {
      const done = await work(ctx);
      const outcome = { code: null, detail: null, undo: done?.undo ?? null };
      await store.recordOutcome(ctx.tx, batchId, number, { state: done ? 'done' : 'skipped', ...outcome });
    });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const detail = refusalDetail(error);
    const state = error.code === 'changed_since' ? ('skipped' as const) : ('refused' as const);
    await runCommand(services, systemActor('batch'), (ctx) =>
      store.recordOutcome(ctx.tx, batchId, number, { state, code: error.code, detail, undo: null }),
    );
  }
}

/** How long a batch is kept. */
const keptMs = 30 * 24 * 3_600_000;

/** Deletes batches older than 30 days, up to a hundred, and returns how many. */
export const deleteOldBatches = (ctx: Context): Promise<number> =>
  store.deleteBefore(ctx.tx, new Date(ctx.now.getTime() - keptMs));
