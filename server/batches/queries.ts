import type { Batch, BatchAction, BatchOutcome } from '@crossdesk/contracts/batches.ts';
import { type Selectable, sql } from 'kysely';
import { type ReadContext, requireAgent } from '../platform/context.ts';
import type { Tables } from '../platform/database.ts';
import { readCursor, toPage } from '../platform/keyset.ts';
import { problem } from '../platform/problems.ts';
import './tables.ts';

/** Outcomes that come with a batch. */
const mostOutcomes = 200;
const mostBatches = 50;

const ownBatches = (ctx: ReadContext) =>
  ctx.db
    .selectFrom('batch')
    .leftJoin('batch as undoing', 'undoing.undoes_id', 'batch.id')
    .selectAll('batch')
    .leftJoin('batch as undone', 'undone.id', 'batch.undoes_id')
    .select(['undoing.id as undone_by_id', 'undone.payload as undone_payload'])
    .where('batch.agent_id', '=', requireAgent(ctx).agentId);

type Counts = {
  batch_id: number;
  state: string;
  code: string | null;
  detail: string | null;
  count: number;
  undoable: number;
};

/** The tickets of batches by state and reason, in one query. */
async function countOutcomes(ctx: ReadContext, ids: readonly number[]): Promise<Counts[]> {
  const { rows } =
    await sql<Counts>`select batch_id, state, code, case when state = 'refused' then detail end as detail,
      count(*)::int as count, count(undo)::int as undoable
    from batch_item where batch_id = any(${ids}::bigint[]) group by 1, 2, 3, 4 order by count(*) desc`.execute(ctx.db);
  return rows;
}

type BatchRow = Selectable<Tables['batch']> & { undone_by_id: number | null; undone_payload: BatchAction | null };

/** What a batch does, without the text of a note, which may be long. */
function actionOf(row: BatchRow): BatchAction {
  const action = row.payload ?? row.undone_payload;
  if (!action) throw new Error(`batch ${row.id} has no action`);
  if (action.kind !== 'transfer' && action.kind !== 'escalate') return action;
  const { note: _, ...rest } = action;
  return rest;
}

function batchView(row: BatchRow, all: readonly Counts[], outcomes: BatchOutcome[]): Batch {
  const counts = all.filter((one) => one.batch_id === row.id);
  const sum = (of: readonly Counts[], value: (one: Counts) => number) =>
    of.reduce((total, one) => total + value(one), 0);
  const inState = (state: string) =>
    sum(
      counts.filter((one) => one.state === state),
      (one) => one.count,
    );
  const isUndoable = sum(counts, (one) => (one.state === 'done' ? one.undoable : 0)) > 0;
  return {
    id: row.id,
    kind: row.kind,
    action: actionOf(row),
    state: row.state,
    doneCount: inState('done'),
    skippedCount: inState('skipped'),
    refusedCount: inState('refused'),
    totalCount: sum(counts, (one) => one.count),
    refusals: counts
      .filter((one) => one.state === 'refused')
      .map(({ code, detail, count }) => ({ code: code ?? 'internal_error', detail, count })),
    outcomes,
    canUndo: row.state === 'finished' && row.kind !== 'undo' && row.undone_by_id === null && isUndoable,
    undoesId: row.undoes_id,
    undoneById: row.undone_by_id,
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
}

const outcomeRows = (ctx: ReadContext, id: number) =>
  ctx.db.selectFrom('batch_item').select(['ticket_id as number', 'state', 'code', 'detail']).where('batch_id', '=', id);

/** The progress of a batch, for its owner only. */
export async function batch(ctx: ReadContext, id: number): Promise<Batch> {
  const row = await ownBatches(ctx).where('batch.id', '=', id).executeTakeFirst();
  if (!row) throw problem('not_found');
  const outcomes = await outcomeRows(ctx, id)
    .orderBy(sql`array_position(array['refused', 'waiting', 'skipped', 'done'], state)`)
    .orderBy('ticket_id')
    .limit(mostOutcomes)
    .execute();
  return batchView(row, await countOutcomes(ctx, [id]), outcomes);
}

/** The agent's batches, newest first, without their tickets. */
export async function batches(ctx: ReadContext): Promise<{ items: Batch[] }> {
  const rows = await ownBatches(ctx)
    .orderBy('batch.created_at', 'desc')
    .orderBy('batch.id', 'desc')
    .limit(mostBatches)
    .execute();
  const counts = await countOutcomes(
    ctx,
    rows.map((row) => row.id),
  );
  return { items: rows.map((row) => batchView(row, counts, [])) };
}

/** A page of the outcomes of a batch, by ticket number. */
export async function batchOutcomes(
  ctx: ReadContext,
  id: number,
  query: { state?: BatchOutcome['state']; after?: string; limit?: number },
) {
  const row = await ownBatches(ctx).where('batch.id', '=', id).executeTakeFirst();
  if (!row) throw problem('not_found');
  const limit = query.limit ?? 50;
  const last = readCursor(query.after, ['number']);
  const rows = await outcomeRows(ctx, id)
    .$if(query.state !== undefined, (rest) => rest.where('state', '=', query.state ?? 'done'))
    .where('ticket_id', '>', Number(last?.[0] ?? 0))
    .orderBy('ticket_id')
    .limit(limit + 1)
    .execute();
  return toPage(
    rows,
    limit,
    (one) => [one.number],
    (one): BatchOutcome => one,
  );
}
