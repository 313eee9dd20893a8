import { historyEndpoints } from '@crossdesk/contracts/history.ts';
import type { FastifyInstance } from 'fastify';
import { type HttpServices, registerEndpoints } from '../platform/http.ts';
import { failedEvents, retryFailedEvent } from './failed-events.ts';
import { history } from './queries.ts';

export const historyRoutes = (app: FastifyInstance, http: HttpServices): void =>
  registerEndpoints(app, http, historyEndpoints, {
    listHistory: (ctx, { params, query }) => history(ctx, params.number, query),
    listFailedEvents: (ctx, { query }) => failedEvents(ctx, query),
    retryFailedEvent: (ctx, { params, body }) => retryFailedEvent(ctx, params.eventId, body.subscriber),
  });
