import { departmentEndpoints } from '@crossdesk/contracts/departments.ts';
import type { FastifyInstance } from 'fastify';
import { type HttpServices, registerEndpoints } from '../platform/http.ts';
import { createDepartment, editDepartment } from './commands.ts';
import { departments } from './queries.ts';

/** `ownsOpenTickets` is provided by server/app, because this module cannot query tickets. */
export const departmentRoutes = (
  app: FastifyInstance,
  http: HttpServices,
  ownsOpenTickets: Parameters<typeof editDepartment>[3],
): void =>
  registerEndpoints(app, http, departmentEndpoints, {
    listDepartments: async (ctx) => ({ items: await departments(ctx) }),
    createDepartment: (ctx, { body }) => createDepartment(ctx, body),
    editDepartment: (ctx, { params, body }) => editDepartment(ctx, params.id, body, ownsOpenTickets),
  });
