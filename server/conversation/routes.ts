import { conversationEndpoints } from '@crossdesk/contracts/conversation.ts';
import { ticketWithMessagesEndpoints } from '@crossdesk/contracts/opening.ts';
import type { FastifyInstance } from 'fastify';
import { type HttpServices, registerEndpoints } from '../platform/http.ts';
import { openTicket } from './commands/create-ticket.ts';
import { resendMessage } from './commands/delivery.ts';
import { editMessage, saveDraft, undoSend } from './commands/edit-message.ts';
import { useForwardedSender } from './commands/forwarded-sender.ts';
import { comment, forward, reply } from './commands/write-message.ts';
import { download, upload } from './files.ts';
import { messages, oneMessage, opening } from './opening.ts';
import { drafts, mentionableAgentIds, revisions } from './queries.ts';

export function conversationRoutes(app: FastifyInstance, http: HttpServices): void {
  registerEndpoints(app, http, ticketWithMessagesEndpoints, {
    getOpening: (ctx, { params }) => opening(ctx, params.number),
  });
  registerEndpoints(app, http, conversationEndpoints, {
    createTicket: (ctx, { body }) => openTicket(ctx, body),
    listMessages: (ctx, { params, query }) => messages(ctx, params.number, query),
    getMessage: (ctx, { params }) => oneMessage(ctx, params.number, params.messageId),
    reply: (ctx, { params, body }) => reply(ctx, params.number, body),
    comment: (ctx, { params, body }) => comment(ctx, params.number, body),
    listMentionable: async (ctx, { params }) => ({ agentIds: await mentionableAgentIds(ctx, params.number) }),
    forward: (ctx, { params, body }) => forward(ctx, params.number, body),
    undoSend: (ctx, { params }) => undoSend(ctx, params.number, params.messageId),
    resendMessage: (ctx, { params }) => resendMessage(ctx, params.number, params.messageId),
    editMessage: (ctx, { params, body }) => editMessage(ctx, params.number, params.messageId, body),
    useForwardedSender: (ctx, { params }) => useForwardedSender(ctx, params.number, params.messageId),
    listRevisions: async (ctx, { params }) => ({ items: await revisions(ctx, params.number, params.messageId) }),
    listDrafts: async (ctx, { params }) => ({ items: await drafts(ctx, params.number) }),
    saveDraft: (ctx, { params, body }) => saveDraft(ctx, params.number, params.kind, body),
    uploadFile: upload,
    getFile: download,
  });
}
