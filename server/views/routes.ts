import { customViewEndpoints } from '@crossdesk/contracts/custom-views.ts';
import { viewEndpoints } from '@crossdesk/contracts/views.ts';
import type { FastifyInstance } from 'fastify';
import { type HttpServices, registerEndpoints } from '../platform/http.ts';
import { createCustomView, deleteCustomView, editCustomView } from './custom-commands.ts';
import { previewCustomView } from './custom-lists.ts';
import { customViews } from './custom-queries.ts';
import { countCap, listTicketNumbers, listTickets, listViews } from './queries.ts';
import { search } from './search.ts';

export const viewRoutes = (app: FastifyInstance, http: HttpServices): void => {
  registerEndpoints(app, http, viewEndpoints, {
    listViews: (ctx) => listViews(ctx),
    listTickets: (ctx, { query }) => listTickets(ctx, query),
    listTicketNumbers: (ctx, { query }) => listTicketNumbers(ctx, query),
    search: (ctx, { query }) => search(ctx, query),
  });
  registerEndpoints(app, http, customViewEndpoints, {
    listCustomViews: (ctx) => customViews(ctx),
    createCustomView: (ctx, { body }) => createCustomView(ctx, body),
    editCustomView: (ctx, { params, body }) => editCustomView(ctx, params.id, body),
    deleteCustomView: (ctx, { params, query }) => deleteCustomView(ctx, params.id, query.version),
    previewCustomView: (ctx, { body }) => previewCustomView(ctx, body, countCap),
  });
};
