import type { Batch, NewShare } from '@crossdesk/contracts/sharing.ts';
import { agentActor } from '../../identity/index.ts';
import {
  type Context,
  readContext,
  requireAgent,
  runCommand,
  type Services,
  systemActor,
} from '../../platform/context.ts';
import { queueJob } from '../../platform/jobs.ts';
import { Problem, problem } from '../../platform/problems.ts';
import { batch } from '../queries.ts';
import * as store from '../store.ts';
import { addShares } from './share.ts';

export const batchTask = 'sharing:batch';
const chunkSize = 100;
/** Tickets processed in parallel; each has its own transaction. */
const concurrency = 4;

/**
 * Starts sharing many tickets. Each is checked separately, as the agent; a refusal does not roll
 * back the others.
 */
export async function shareMany(ctx: Context, numbers: readonly number[], shares: readonly NewShare[]): Promise<Batch> {
  const { agentId, permissions } = requireAgent(ctx);
  if (!permissions.has('ticket.share')) throw problem('not_allowed', { reason: 'ticket.share' });
  const { id } = await store.insertBatch(ctx.tx, {
    agent_id: agentId,
    payload: JSON.stringify({ shares }),
    state: 'running',
    created_at: ctx.now,
  });
  await store.insertBatchItems(
    ctx.tx,
    id,
    [...new Set(numbers)].sort((a, b) => a - b),
  );
  await queueJob(ctx, batchTask, { batchId: id }, { queue: `batch:${id}` });
  return batch(ctx, id);
}

/**
 * Shares the next tickets of a batch in order of their numbers and queues the rest. Resumes after a
 * crash.
 */
export async function runBatchChunk(services: Services, batchId: number): Promise<void> {
  const { db } = readContext(services, systemActor('batch'));
  const row = await db
    .selectFrom('batch')
    .select(['agent_id', 'payload', 'state'])
    .where('id', '=', batchId)
    .executeTakeFirst();
  if (row?.state !== 'running') return;
  const items = await db
    .selectFrom('batch_item')
    .select('ticket_id')
    .where('batch_id', '=', batchId)
    .where('state', '=', 'waiting')
    .orderBy('ticket_id')
    .limit(chunkSize)
    .execute();
  for (let start = 0; start < items.length; start += concurrency) {
    const group = items.slice(start, start + concurrency);
    await Promise.all(
      group.map((item) => shareTicket(services, batchId, row.agent_id, item.ticket_id, row.payload.shares)),
    );
  }
  await runCommand(services, systemActor('batch'), async (ctx) => {
    if (items.length === chunkSize) await queueJob(ctx, batchTask, { batchId }, { queue: `batch:${batchId}` });
    else await store.finishBatch(ctx.tx, batchId);
  });
}

async function shareTicket(
  services: Services,
  batchId: number,
  agentId: number,
  ticketId: number,
  shares: NewShare[],
): Promise<void> {
  const actor = await agentActor(services.db, { agentId });
  const recordOutcome = (ctx: Context, outcome: Parameters<typeof store.recordBatchOutcome>[3]) =>
    store.recordBatchOutcome(ctx.tx, batchId, ticketId, outcome);
  try {
    if (!actor) throw problem('not_allowed');
    // The share and its outcome commit together, so a ticket is never shared twice or misreported.
    await runCommand(services, actor, async (ctx) => {
      await addShares(ctx, ticketId, shares);
      await recordOutcome(ctx, { state: 'done', code: null, detail: null });
    });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const detail = error.extra.reason ?? error.message;
    await runCommand(services, systemActor('batch'), (ctx) =>
      recordOutcome(ctx, { state: 'refused', code: error.code, detail }),
    );
  }
}
