import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { api } from '@crossdesk/contracts/api.ts';
import type { EndpointSpec } from '@crossdesk/contracts/endpoint.ts';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { readsBeyondActor } from '../access/index.ts';
import { assignmentRoutes } from '../assignment/routes.ts';
import { availabilityRoutes } from '../availability/routes.ts';
import { batchRoutes } from '../batches/routes.ts';
import { cannedReplyRoutes } from '../canned/routes.ts';
import { emailRoutes } from '../channels/email/routes.ts';
import { conversationRoutes } from '../conversation/routes.ts';
import { departmentRoutes } from '../departments/routes.ts';
import { historyRoutes } from '../history/routes.ts';
import {
  type Auth,
  type Authenticator,
  openAuthRoutes,
  passwordResetUser,
  recordSessionsEnded,
  revokeApiKeys,
} from '../identity/index.ts';
import { identityRoutes } from '../identity/routes.ts';
import { notificationRoutes } from '../notifications/routes.ts';
import type { Actor, Services } from '../platform/context.ts';
import { isDatabaseUnavailable } from '../platform/database.ts';
import { type HttpServices, refuseOtherMethods } from '../platform/http.ts';
import { createHttpServer } from '../platform/http-server.ts';
import { openApiDocument, referencePage } from '../platform/openapi.ts';
import { problem } from '../platform/problems.ts';
import { settingsRoutes } from '../settings/routes.ts';
import { sharingRoutes } from '../sharing/routes.ts';
import { slaRoutes } from '../sla/routes.ts';
import { hasOpenTickets } from '../tickets/index.ts';
import { ticketRoutes } from '../tickets/routes.ts';
import { transferRoutes } from '../transfer/routes.ts';
import { viewRoutes } from '../views/routes.ts';
import { createSeenRecorder } from './seen.ts';

/** Writes to these paths change permissions. */
const peoplePaths = /^\/(agents|profiles|api-keys|me|setup)\b/;

const webFolder = resolve(import.meta.dirname, '../../web/dist');

/**
 * Builds the HTTP server: sign-in, the API and its documentation, health checks, and the web
 * application.
 */
export async function buildHttp(
  services: Services,
  auth: Auth,
  authenticator: Authenticator,
): Promise<FastifyInstance> {
  const findKeyAgent = async (key: string) => {
    const actor = await authenticator.authenticate({ headers: { authorization: `Bearer ${key}` } });
    return actor?.kind === 'agent' ? actor.agentId : null;
  };
  const app = await createHttpServer(services.config, services.log, findKeyAgent);
  const recorder = createSeenRecorder(services);
  const http: HttpServices = {
    services,
    authenticate: async (request) => {
      const actor = await authenticator.authenticate(request);
      // Programs with an API key are not people at the desk.
      if (actor?.kind === 'agent' && actor.sessionId !== null) recorder.seen([actor.agentId]);
      return actor;
    },
  };

  settingsRoutes(app, http);
  departmentRoutes(app, http, hasOpenTickets);
  identityRoutes(app, http, readsBeyondActor);
  availabilityRoutes(app, http);
  ticketRoutes(app, http);
  conversationRoutes(app, http);
  cannedReplyRoutes(app, http);
  slaRoutes(app, http);
  assignmentRoutes(app, http);
  sharingRoutes(app, http);
  transferRoutes(app, http);
  batchRoutes(app, http);
  emailRoutes(app, http);
  viewRoutes(app, http);
  notificationRoutes(app, http);
  historyRoutes(app, http);
  refuseOtherMethods(app, api);

  // An agent who was disabled, or lost a key or permission, is checked again at the next request.
  app.addHook('onSend', (request, _reply, payload, next) => {
    const { spec } = request.routeOptions.config as { spec?: EndpointSpec };
    if (spec && spec.method !== 'GET' && peoplePaths.test(spec.path)) authenticator.clearCache();
    next(null, payload);
  });
  addAuthRoutes(app, services, auth, authenticator);
  addHealthRoutes(app, services);
  const document = openApiDocument(api);
  app.get('/api/v1/openapi.json', async () => document);
  app.get('/api/v1', async (_request, reply) => reply.type('text/html; charset=utf-8').send(referencePage(api)));
  if (existsSync(webFolder)) await addWebRoutes(app);
  return app;
}

/**
 * Passes requests below /api/auth to the sign-in library, which uses the Fetch API's Request and
 * Response.
 */
function addAuthRoutes(app: FastifyInstance, services: Services, auth: Auth, authenticator: Authenticator): void {
  app.route({
    method: ['GET', 'POST'],
    url: '/api/auth/*',
    handler: async (request, reply) => {
      const headers = new Headers({ 'x-crossdesk-address': request.ip });
      for (const [name, value] of Object.entries(request.headers)) {
        if (typeof value === 'string' && name !== 'x-crossdesk-address') headers.set(name, value);
      }
      const url = URL.parse(request.url, `${request.protocol}://${request.host}`);
      if (!url) throw problem('bad_request');
      const path = url.pathname.slice('/api/auth/'.length);
      const method = request.method === 'POST' ? 'POST' : 'GET';
      if (!openAuthRoutes[method].some((route) => route.test(path))) throw problem('not_found');
      // An image or frame of another page must not sign this browser in as someone else.
      const isOpenedByPerson = ['document', 'empty', undefined].includes(request.headers['sec-fetch-dest'] as string);
      if (path === 'magic-link/verify' && !isOpenedByPerson) throw problem('wrong_origin');
      const { token, revokesApiKeys } = (request.body ?? {}) as Record<string, unknown>;
      const endingUserId = await userWithEndedSessions(
        path,
        () => authenticator.authenticate(request),
        () => passwordResetUser(services, token),
      );
      const body = request.method === 'POST' ? JSON.stringify(request.body ?? {}) : undefined;
      const answer = await auth
        .handler(new Request(url, { method: request.method, headers, ...(body ? { body } : {}) }))
        .catch((error: unknown) => {
          if (isDatabaseUnavailable(error)) throw problem('unavailable');
          throw error;
        });
      // The library answers "not signed in" or "invalid" also if it could not look that up.
      if (!answer.ok) await requireDatabase(services);
      if (request.method === 'POST') authenticator.clearCache();
      if (answer.ok && endingUserId) {
        if (path === 'reset-password' && revokesApiKeys === true) await revokeApiKeys(services, endingUserId);
        await recordSessionsEnded(
          services,
          endingUserId,
          path === 'sign-out' ? 'agent.signed_out' : 'agent.password_changed',
        );
      }
      reply.code(answer.status);
      for (const [name, value] of answer.headers) if (name !== 'set-cookie') reply.header(name, value);
      const retryAfter = answer.headers.get('x-retry-after');
      if (retryAfter) reply.header('retry-after', retryAfter);
      const cookies = answer.headers.getSetCookie();
      if (cookies.length > 0) reply.header('set-cookie', cookies);
      services.log.debug({ path: url.pathname, status: answer.status }, 'sign-in');
      return reply.send(Buffer.from(await answer.arrayBuffer()));
    },
  });
}

/** The user whose sessions a request to the sign-in library ends, or null. */
async function userWithEndedSessions(
  path: string,
  caller: () => Promise<Actor | null>,
  owner: () => Promise<string | null>,
): Promise<string | null> {
  if (path === 'reset-password') return owner();
  if (path !== 'sign-out' && path !== 'change-password') return null;
  const actor = await caller();
  return actor?.kind === 'agent' ? actor.userId : null;
}

/** Throws the database's error if it cannot be reached, which is answered with 503. */
const requireDatabase = (services: Services) => services.db.selectFrom('company').select('id').execute();

/** How long the database may take to respond if the process counts as ready. */
const readyMs = 2_000;

function addHealthRoutes(app: FastifyInstance, services: Services): void {
  app.get('/healthz', async () => ({ ok: true, name: 'crossdesk' }));
  app.get('/readyz', async () => {
    // A database that does not respond keeps its connections waiting for minutes.
    const late = pause(readyMs, undefined, { ref: false }).then(() => Promise.reject(problem('unavailable')));
    await Promise.race([requireDatabase(services), late]);
    return { ok: true };
  });
}

async function addWebRoutes(app: FastifyInstance): Promise<void> {
  await app.register(fastifyStatic, {
    root: webFolder,
    wildcard: false,
    preCompressed: true,
    setHeaders: (reply, path) => {
      const isHashed = path.includes('/assets/');
      reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  // Paths of the web application are not files; its router handles them.
  app.get('/*', async (request, reply) => {
    if (request.url.startsWith('/api/') || /\.\w{2,5}$/.test(request.url.split('?')[0] ?? ''))
      throw problem('not_found');
    return reply.sendFile('index.html', { cacheControl: false });
  });
}
