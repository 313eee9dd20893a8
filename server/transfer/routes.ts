import { transferEndpoints } from '@crossdesk/contracts/transfer.ts';
import type { FastifyInstance } from 'fastify';
import { type HttpServices, registerEndpoints } from '../platform/http.ts';
import { escalateTicket, transferTicket } from './commands/transfer.ts';
import { undoTransfer } from './commands/undo.ts';
import { forecastTransfer, holdings, transferMembers, transferTargets } from './queries.ts';

export const transferRoutes = (app: FastifyInstance, http: HttpServices): void =>
  registerEndpoints(app, http, transferEndpoints, {
    forecastTransfer: (ctx, { params, body }) => forecastTransfer(ctx, params.number, body),
    transferTicket: (ctx, { params, body }) => transferTicket(ctx, params.number, body),
    escalateTicket: (ctx, { params, body }) => escalateTicket(ctx, params.number, body),
    undoTransfer: (ctx, { params }) => undoTransfer(ctx, params.id),
    listTransferTargets: (ctx, { params }) => transferTargets(ctx, params.number),
    listTransferMembers: (ctx, { params }) => transferMembers(ctx, params.id),
    listHoldings: (ctx, { params }) => holdings(ctx, params.number),
  });
