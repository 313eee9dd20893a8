import { assignmentEndpoints } from '@crossdesk/contracts/assignment.ts';
import type { FastifyInstance } from 'fastify';
import { type HttpServices, registerEndpoints } from '../platform/http.ts';
import { queueTicket } from './commands/assign.ts';
import {
  createRoutingRule,
  deleteRoutingRule,
  editAgentLimits,
  editAssignmentSettings,
  editRoutingRule,
  orderRoutingRules,
} from './commands/settings.ts';
import { agentLimits, assignmentSettings, decisions, listedRules } from './queries.ts';
import { team } from './team.ts';
import { tryRoutingRules } from './trial.ts';

export const assignmentRoutes = (app: FastifyInstance, http: HttpServices): void =>
  registerEndpoints(app, http, assignmentEndpoints, {
    listRoutingRules: (ctx) => listedRules(ctx),
    createRoutingRule: (ctx, { body }) => createRoutingRule(ctx, body),
    editRoutingRule: (ctx, { params, body }) => editRoutingRule(ctx, params.id, body),
    deleteRoutingRule: (ctx, { params }) => deleteRoutingRule(ctx, params.id),
    orderRoutingRules: (ctx, { body }) => orderRoutingRules(ctx, body.ids),
    tryRoutingRules: (ctx, { body }) => tryRoutingRules(ctx, body.rule),
    listAssignmentSettings: async (ctx) => ({ items: await assignmentSettings(ctx) }),
    editAssignmentSettings: (ctx, { params, body }) => editAssignmentSettings(ctx, params.departmentId, body),
    getAgentLimits: (ctx, { params }) => agentLimits(ctx, params.id),
    editAgentLimits: (ctx, { params, body }) => editAgentLimits(ctx, params.id, body),
    listDecisions: async (ctx, { params }) => ({ items: await decisions(ctx, params.number) }),
    queueTicket: (ctx, { params, body }) => queueTicket(ctx, params.number, body),
    getTeam: (ctx, { params, query }) => team(ctx, params.id, query.since),
  });
