import { cannedReplyEndpoints } from '@crossdesk/contracts/canned-replies.ts';
import type { FastifyInstance } from 'fastify';
import { type HttpServices, registerEndpoints } from '../platform/http.ts';
import { createCannedReply, deleteCannedReply, editCannedReply } from './commands.ts';
import { cannedReplies, fillCannedReply, previewCannedReply } from './queries.ts';

export const cannedReplyRoutes = (app: FastifyInstance, http: HttpServices): void =>
  registerEndpoints(app, http, cannedReplyEndpoints, {
    listCannedReplies: async (ctx) => ({ items: await cannedReplies(ctx) }),
    createCannedReply: (ctx, { body }) => createCannedReply(ctx, body),
    editCannedReply: (ctx, { params, body }) => editCannedReply(ctx, params.id, body),
    deleteCannedReply: (ctx, { params }) => deleteCannedReply(ctx, params.id),
    previewCannedReply: async (ctx, { body }) => previewCannedReply(ctx, body.html),
    fillCannedReply: (ctx, { params }) => fillCannedReply(ctx, params.number, params.id),
  });
