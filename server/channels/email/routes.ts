import { emailEndpoints } from '@crossdesk/contracts/email.ts';
import type { FastifyInstance } from 'fastify';
import { createMailbox, editMailbox, visibleMailboxes } from '../../departments/index.ts';
import { type HttpServices, registerEndpoints } from '../../platform/http.ts';
import { resendMail, retryFailedMail } from './commands.ts';
import { failedMail, failedMailSource, outbox } from './queries.ts';

export const emailRoutes = (app: FastifyInstance, http: HttpServices): void =>
  registerEndpoints(app, http, emailEndpoints, {
    listMailboxes: async (ctx) => ({ items: await visibleMailboxes(ctx) }),
    createMailbox: (ctx, { body }) => createMailbox(ctx, body),
    editMailbox: (ctx, { params, body }) => editMailbox(ctx, params.id, body),
    listOutbox: (ctx, { query }) => outbox(ctx, query),
    resendMail: (ctx, { params }) => resendMail(ctx, params.id),
    listFailedMail: (ctx, { query }) => failedMail(ctx, query),
    getFailedMailSource: async (ctx, request, reply) => {
      const source = await failedMailSource(ctx, (request.params as { id: number }).id);
      return reply
        .type('text/plain; charset=utf-8')
        .header('content-disposition', 'attachment; filename="mail.eml"')
        .send(source);
    },
    retryFailedMail: (ctx, { params }) => retryFailedMail(ctx, params.id),
  });
