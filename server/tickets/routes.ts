import { contactEndpoints } from '@crossdesk/contracts/identity.ts';
import { ticketEndpoints } from '@crossdesk/contracts/tickets.ts';
import type { FastifyInstance } from 'fastify';
import { createContact } from '../identity/index.ts';
import { type HttpServices, registerEndpoints } from '../platform/http.ts';
import { closeTicket, deleteTicket, editTicket, markRead, markUnread, restoreTicket } from './commands.ts';
import { addressChanges, editVisibleContact, visibleContact, visibleContacts } from './contacts.ts';
import { follow, followers, unfollow } from './followers.ts';
import { ticket } from './queries.ts';

export function ticketRoutes(app: FastifyInstance, http: HttpServices): void {
  registerEndpoints(app, http, contactEndpoints, {
    listContacts: (ctx, { query }) => visibleContacts(ctx, query),
    getContact: (ctx, { params }) => visibleContact(ctx, params.id),
    createContact: (ctx, { body }) => createContact(ctx, body),
    editContact: (ctx, { params, body }) => editVisibleContact(ctx, params.id, body),
  });
  registerEndpoints(app, http, ticketEndpoints, {
    getTicket: (ctx, { params }) => ticket(ctx, params.number),
    editTicket: (ctx, { params, body }) => editTicket(ctx, params.number, body),
    listAddressChanges: async (ctx, { params }) => ({ items: await addressChanges(ctx, params.number) }),
    closeTicket: (ctx, { params, body }) => closeTicket(ctx, params.number, body.version),
    deleteTicket: (ctx, { params, body }) => deleteTicket(ctx, params.number, body.version),
    restoreTicket: (ctx, { params, body }) => restoreTicket(ctx, params.number, body.version),
    markRead: (ctx, { params }) => markRead(ctx, params.number),
    markUnread: (ctx, { params }) => markUnread(ctx, params.number),
    followTicket: (ctx, { params }) => follow(ctx, params.number),
    unfollowTicket: (ctx, { params }) => unfollow(ctx, params.number),
    listFollowers: (ctx, { params }) => followers(ctx, params.number),
  });
}
