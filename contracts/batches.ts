import { type Static, Type } from 'typebox';
import { endpoints } from './endpoint.ts';
import { transferOutcomes } from './lists/transfer.ts';
import { Id, Instant, Nullable, Page, pageQuery } from './scalars.ts';
import { NewShares } from './sharing.ts';
import { TicketEdit } from './tickets.ts';
import { EscalateTerms, TransferTerms } from './transfer.ts';

const exact = { additionalProperties: false } as const;
const { statusId, justificationId, assigneeId, priorityId } = TicketEdit.properties;
const Tags = Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 60 }), { maxItems: 20 }));

const TransferAction = Type.Object({ kind: Type.Literal('transfer'), ...TransferTerms.properties }, exact);
const EscalateAction = Type.Object({ kind: Type.Literal('escalate'), ...EscalateTerms.properties }, exact);

/**
 * What a batch does with each ticket. `edit` sets the fields that are given, adds and removes tags.
 */
export const BatchAction = Type.Union([
  Type.Object({ kind: Type.Literal('share'), shares: NewShares }, exact),
  TransferAction,
  EscalateAction,
  Type.Object(
    {
      kind: Type.Literal('edit'),
      change: Type.Object(
        { statusId, justificationId, assigneeId, priorityId, addTags: Tags, removeTags: Tags },
        exact,
      ),
    },
    exact,
  ),
  Type.Object({ kind: Type.Literal('close') }, exact),
  Type.Object({ kind: Type.Literal('delete') }, exact),
  Type.Object({ kind: Type.Literal('restore') }, exact),
  Type.Object({ kind: Type.Literal('unread') }, exact),
]);
export type BatchAction = Static<typeof BatchAction>;

export const batchKinds = [
  'share',
  'transfer',
  'escalate',
  'edit',
  'close',
  'delete',
  'restore',
  'unread',
  'undo',
] as const;
export type BatchKind = (typeof batchKinds)[number];

/**
 * The result for one ticket; `code` is a problem code when it was refused, `detail` its reason.
 * skipped: it already was as wanted, or somebody has changed it since and an undo gives way.
 */
export const BatchOutcome = Type.Object({
  number: Id,
  state: Type.Enum(['waiting', 'done', 'skipped', 'refused']),
  code: Nullable(Type.String()),
  detail: Nullable(Type.String()),
});
export type BatchOutcome = Static<typeof BatchOutcome>;

/**
 * What a transfer or escalation would do with one ticket: its `outcome`, or the problem `code` that
 * would refuse it with its `detail`. The agent a department assigns is chosen only at the transfer.
 */
export const BatchForecast = Type.Object({
  number: Id,
  outcome: Nullable(Type.Enum(transferOutcomes)),
  code: Nullable(Type.String()),
  detail: Nullable(Type.String()),
});
export type BatchForecast = Static<typeof BatchForecast>;

/**
 * The progress of a batch. `action`: what it does; for an undo, what it takes back. `refusals`: how
 * many tickets were refused for each reason. `outcomes`: refused and waiting tickets first, at most
 * 200; the others are in `listBatchOutcomes`. `undoesId`: the batch that it undoes; `undoneById`:
 * the one that undoes it.
 */
export const Batch = Type.Object({
  id: Id,
  kind: Type.Enum(batchKinds),
  action: BatchAction,
  state: Type.Enum(['running', 'finished']),
  doneCount: Type.Integer(),
  skippedCount: Type.Integer(),
  refusedCount: Type.Integer(),
  totalCount: Type.Integer(),
  refusals: Type.Array(Type.Object({ code: Type.String(), detail: Nullable(Type.String()), count: Type.Integer() })),
  outcomes: Type.Array(BatchOutcome),
  canUndo: Type.Boolean(),
  undoesId: Nullable(Id),
  undoneById: Nullable(Id),
  createdAt: Instant,
  finishedAt: Nullable(Instant),
});
export type Batch = Static<typeof Batch>;

const Numbers = Type.Array(Id, { minItems: 1, maxItems: 10_000 });
const params = Type.Object({ id: Id });

export const batchEndpoints = endpoints({
  startBatch: {
    method: 'POST',
    path: '/batches',
    summary: 'Do something with up to 10,000 tickets in the background, with a result for each',
    caller: 'agent',
    body: Type.Object({ numbers: Numbers, action: BatchAction }, exact),
    response: Batch,
    status: 202,
    problems: ['not_allowed'],
  },
  forecastBatch: {
    method: 'POST',
    path: '/batches/forecast',
    summary: 'Show what a transfer or escalation would do with each of up to 500 tickets, without doing it',
    caller: 'agent',
    body: Type.Object(
      {
        numbers: Type.Array(Id, { minItems: 1, maxItems: 500 }),
        action: Type.Union([TransferAction, EscalateAction]),
      },
      exact,
    ),
    response: Type.Object({ items: Type.Array(BatchForecast) }),
    problems: ['not_allowed'],
  },
  listBatches: {
    method: 'GET',
    path: '/batches',
    summary: 'List my batches of the last 30 days, newest first',
    caller: 'agent',
    response: Type.Object({ items: Type.Array(Batch) }),
    problems: [],
  },
  getBatch: {
    method: 'GET',
    path: '/batches/:id',
    summary: 'Get the progress of one of my batches',
    caller: 'agent',
    params,
    response: Batch,
    problems: ['not_found'],
  },
  listBatchOutcomes: {
    method: 'GET',
    path: '/batches/:id/outcomes',
    summary: 'List the result for each ticket of one of my batches, by number',
    caller: 'agent',
    params,
    query: Type.Object(
      { state: Type.Optional(Type.Enum(['waiting', 'done', 'skipped', 'refused'])), ...pageQuery },
      exact,
    ),
    response: Page(BatchOutcome),
    problems: ['not_found'],
  },
  retryBatch: {
    method: 'POST',
    path: '/batches/:id/retry',
    summary: 'Try the refused tickets of a finished batch again, all or those refused for one reason',
    caller: 'agent',
    params,
    body: Type.Object(
      {
        code: Type.Optional(Type.String({ maxLength: 60 })),
        detail: Type.Optional(Nullable(Type.String({ maxLength: 500 }))),
      },
      exact,
    ),
    response: Batch,
    status: 202,
    problems: ['not_found', 'batch_running', 'nothing_to_retry'],
  },
  undoBatch: {
    method: 'POST',
    path: '/batches/:id/undo',
    summary: 'Undo a finished batch, as a batch; tickets that were changed since are left as they are',
    caller: 'agent',
    params,
    response: Batch,
    status: 202,
    problems: ['not_found', 'not_allowed', 'batch_running', 'undo_too_late'],
  },
});
