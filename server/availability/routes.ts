import { availabilityEndpoints } from '@crossdesk/contracts/availability.ts';
import type { FastifyInstance } from 'fastify';
import { type HttpServices, registerEndpoints } from '../platform/http.ts';
import {
  createAbsence,
  createAgentStatus,
  deleteAbsence,
  deleteAgentStatus,
  editAbsence,
  editAgentStatus,
  setAvailability,
  setSchedule,
} from './commands.ts';
import { absences, agentAvailabilities, agentStatuses, requireEditable, schedule } from './queries.ts';

export const availabilityRoutes = (app: FastifyInstance, http: HttpServices): void =>
  registerEndpoints(app, http, availabilityEndpoints, {
    listAgentStatuses: async (ctx) => ({ items: await agentStatuses(ctx) }),
    createAgentStatus: (ctx, { body }) => createAgentStatus(ctx, body),
    editAgentStatus: (ctx, { params, body }) => editAgentStatus(ctx, params.id, body),
    deleteAgentStatus: (ctx, { params }) => deleteAgentStatus(ctx, params.id),
    listAvailability: async (ctx) => ({ items: await agentAvailabilities(ctx) }),
    setAvailability: (ctx, { params, body }) => setAvailability(ctx, params.agentId, body),
    getSchedule: async (ctx, { params }) => {
      await requireEditable(ctx, params.agentId);
      return schedule(ctx, params.agentId);
    },
    setSchedule: (ctx, { params, body }) => setSchedule(ctx, params.agentId, body),
    listAbsences: async (ctx, { params }) => {
      await requireEditable(ctx, params.agentId);
      return { items: await absences(ctx, params.agentId) };
    },
    createAbsence: (ctx, { params, body }) => createAbsence(ctx, params.agentId, body),
    editAbsence: (ctx, { params, body }) => editAbsence(ctx, params.id, body),
    deleteAbsence: (ctx, { params }) => deleteAbsence(ctx, params.id),
  });
