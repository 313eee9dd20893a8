import { viewEndpoints } from '@crossdesk/contracts/views.ts';
import type { FastifyInstance } from 'fastify';
import { type HttpHouse, implement } from '../platform/http.ts';
import { listTickets, listViews, search } from './queries.ts';

export const viewRoutes = (app: FastifyInstance, http: HttpHouse): void =>
  implement(app, http, viewEndpoints, {
    listViews: (ctx) => listViews(ctx),
    listTickets: (ctx, { query }) => listTickets(ctx, query),
    search: (ctx, { query }) => search(ctx, query),
  });
