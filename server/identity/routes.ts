import { identityEndpoints } from '@crossdesk/contracts/identity.ts';
import { startEndpoints } from '@crossdesk/contracts/settings.ts';
import type { FastifyInstance } from 'fastify';
import { departments } from '../departments/index.ts';
import { type HttpServices, registerEndpoints } from '../platform/http.ts';
import { choices, company, forms } from '../settings/index.ts';
import {
  createAgent,
  createProfile,
  deleteProfile,
  editAgent,
  editMe,
  editProfile,
  type ReadsBeyondActor,
} from './commands/agents.ts';
import { createAccount } from './commands/contacts.ts';
import { createApiKey, deleteApiKey } from './commands/keys.ts';
import { setUpCompany } from './commands/setup.ts';
import { accounts, agents, apiKeys, colleagues, me, profiles, startInfo } from './queries.ts';

export function identityRoutes(app: FastifyInstance, http: HttpServices, readsBeyondActor: ReadsBeyondActor): void {
  registerEndpoints(app, http, startEndpoints, {
    getStart: (ctx) => startInfo(ctx),
    setUp: (ctx, { body }) => setUpCompany(ctx, body),
    getCatalog: async (ctx) => ({
      company: await company(ctx),
      departments: await departments(ctx),
      agents: await colleagues(ctx),
      choices: await choices(ctx),
      forms: await forms(ctx),
    }),
  });
  registerEndpoints(app, http, identityEndpoints, {
    getMe: (ctx) => me(ctx),
    editMe: async (ctx, { body }) => {
      await editMe(ctx, body);
      return me(ctx);
    },
    listAgents: async (ctx) => ({ items: await agents(ctx) }),
    createAgent: (ctx, { body }) => createAgent(ctx, body),
    editAgent: (ctx, { params, body }) => editAgent(ctx, params.id, body, readsBeyondActor),
    listProfiles: async (ctx) => ({ items: await profiles(ctx) }),
    createProfile: (ctx, { body }) => createProfile(ctx, body),
    editProfile: (ctx, { params, body }) => editProfile(ctx, params.id, body),
    deleteProfile: (ctx, { params }) => deleteProfile(ctx, params.id),
    listAccounts: (ctx, { query }) => accounts(ctx, query),
    createAccount: (ctx, { body }) => createAccount(ctx, body),
    listApiKeys: async (ctx) => ({ items: await apiKeys(ctx) }),
    createApiKey: (ctx, { body }) => createApiKey(ctx, body.name),
    deleteApiKey: (ctx, { params }) => deleteApiKey(ctx, params.keyId),
  });
}
