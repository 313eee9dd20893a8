import { slaEndpoints } from '@crossdesk/contracts/sla.ts';
import type { FastifyInstance } from 'fastify';
import { type HttpServices, registerEndpoints } from '../platform/http.ts';
import {
  createCalendar,
  createContract,
  deleteCalendar,
  deleteContract,
  editCalendar,
  editContract,
  holidaysInFile,
} from './commands/settings.ts';
import { calendars, contracts } from './queries.ts';
import { ticketSla } from './ticket-sla.ts';

export const slaRoutes = (app: FastifyInstance, http: HttpServices): void =>
  registerEndpoints(app, http, slaEndpoints, {
    listCalendars: async (ctx) => ({ items: await calendars(ctx) }),
    createCalendar: (ctx, { body }) => createCalendar(ctx, body),
    editCalendar: (ctx, { params, body }) => editCalendar(ctx, params.id, body),
    deleteCalendar: (ctx, { params }) => deleteCalendar(ctx, params.id),
    readHolidays: async (ctx, { body }) => ({ items: await holidaysInFile(ctx, body) }),
    listContracts: async (ctx) => ({ items: await contracts(ctx) }),
    createContract: (ctx, { body }) => createContract(ctx, body),
    editContract: (ctx, { params, body }) => editContract(ctx, params.id, body),
    deleteContract: (ctx, { params }) => deleteContract(ctx, params.id),
    getTicketSla: (ctx, { params }) => ticketSla(ctx, params.number),
  });
