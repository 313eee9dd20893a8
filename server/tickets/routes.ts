import { ticketEndpoints } from '@crossdesk/contracts/tickets.ts';
import type { FastifyInstance } from 'fastify';
import { type HttpHouse, implement } from '../platform/http.ts';
import { closeTicket, deleteTicket, editTicket, markRead, markUnread, restoreTicket } from './commands.ts';
import { ticket } from './queries.ts';

export const ticketRoutes = (app: FastifyInstance, http: HttpHouse): void =>
  implement(app, http, ticketEndpoints, {
    getTicket: (ctx, { params }) => ticket(ctx, params.number),
    editTicket: (ctx, { params, body }) => editTicket(ctx, params.number, body),
    closeTicket: (ctx, { params, body }) => closeTicket(ctx, params.number, body.version),
    deleteTicket: (ctx, { params, body }) => deleteTicket(ctx, params.number, body.version),
    restoreTicket: (ctx, { params, body }) => restoreTicket(ctx, params.number, body.version),
    markRead: (ctx, { params }) => markRead(ctx, params.number),
    markUnread: (ctx, { params }) => markUnread(ctx, params.number),
  });
