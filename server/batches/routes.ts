import { batchEndpoints } from '@crossdesk/contracts/batches.ts';
import type { FastifyInstance } from 'fastify';
import { type HttpServices, registerEndpoints } from '../platform/http.ts';
import { retryBatch, startBatch, undoBatch } from './commands.ts';
import { forecastBatch } from './forecast.ts';
import { batch, batches, batchOutcomes } from './queries.ts';

export const batchRoutes = (app: FastifyInstance, http: HttpServices): void =>
  registerEndpoints(app, http, batchEndpoints, {
    startBatch: (ctx, { body }) => startBatch(ctx, body.numbers, body.action),
    forecastBatch: (ctx, { body }) => forecastBatch(ctx, body.numbers, body.action),
    listBatches: (ctx) => batches(ctx),
    getBatch: (ctx, { params }) => batch(ctx, params.id),
    listBatchOutcomes: (ctx, { params, query }) => batchOutcomes(ctx, params.id, query),
    retryBatch: (ctx, { params, body }) => retryBatch(ctx, params.id, body),
    undoBatch: (ctx, { params }) => undoBatch(ctx, params.id),
  });
