import { emailEndpoints } from '@crossdesk/contracts/email.ts';
import type { FastifyInstance } from 'fastify';
import { createMailbox, editMailbox, visibleMailboxes } from '../../departments/index.ts';
import { type HttpServices, registerEndpoints } from '../../platform/http.ts';
import { createTicketFromMail, resendMail, retryIncomingMail } from './commands.ts';
import { testMailbox } from './connection-test.ts';
import { cancelConsents, completeConsent, connectMailbox } from './consents.ts';
import { incomingMail, incomingMailSource } from './mail-log.ts';
import { outbox } from './queries.ts';

export const emailRoutes = (app: FastifyInstance, http: HttpServices): void =>
  registerEndpoints(app, http, emailEndpoints, {
    listMailboxes: async (ctx) => ({ items: await visibleMailboxes(ctx) }),
    createMailbox: (ctx, { body }) => createMailbox(ctx, body),
    editMailbox: async (ctx, { params, body }) => {
      if (body.imap || body.smtp || body.oauth !== undefined) await cancelConsents(ctx, params.id);
      return editMailbox(ctx, params.id, body);
    },
    testMailbox: (ctx, { params, body }) => testMailbox(http.services, ctx, params.id, body),
    testNewMailbox: (ctx, { body }) => testMailbox(http.services, ctx, null, body),
    connectMailbox: (ctx, { params }) => connectMailbox(ctx, params.id),
    completeConsent: (ctx, { body }) => completeConsent(ctx, body),
    listOutbox: (ctx, { query }) => outbox(ctx, query),
    resendMail: (ctx, { params }) => resendMail(ctx, params.id),
    listIncomingMail: (ctx, { query }) => incomingMail(ctx, query),
    getIncomingMailSource: async (ctx, request, reply) => {
      const source = await incomingMailSource(ctx, (request.params as { id: number }).id);
      return reply
        .type('text/plain; charset=utf-8')
        .header('content-disposition', 'attachment; filename="mail.eml"')
        .send(source);
    },
    retryIncomingMail: (ctx, { params }) => retryIncomingMail(ctx, params.id),
    createTicketFromMail: (ctx, { params, body }) => createTicketFromMail(ctx, params.id, body.requester ?? null),
  });
