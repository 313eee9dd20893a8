import { sharingEndpoints } from '@crossdesk/contracts/sharing.ts';
import type { FastifyInstance } from 'fastify';
import { type HttpServices, registerEndpoints } from '../platform/http.ts';
import { addShares, answerShare, editShare, removeShare } from './commands/share.ts';
import { viewOriginal } from './commands/view-original.ts';
import { explainAccess, shares } from './queries.ts';

export const sharingRoutes = (app: FastifyInstance, http: HttpServices): void =>
  registerEndpoints(app, http, sharingEndpoints, {
    listShares: (ctx, { params }) => shares(ctx, params.number),
    addShares: (ctx, { params, body }) => addShares(ctx, params.number, body.shares),
    editShare: (ctx, { params, body }) => editShare(ctx, params.number, params.departmentId, body),
    removeShare: (ctx, { params, query }) => removeShare(ctx, params.number, params.departmentId, query.version),
    answerShare: (ctx, { params, body }) => answerShare(ctx, params.number, params.departmentId, body.answer),
    explainAccess: (ctx, { params }) => explainAccess(ctx, params.number),
    viewOriginal: (ctx, { params, body }) => viewOriginal(ctx, params.number, body.reason),
  });
