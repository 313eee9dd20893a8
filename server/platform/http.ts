import { createHash } from 'node:crypto';
import type { EndpointSpec, Endpoints, Input, Output } from '@crossdesk/contracts/endpoint.ts';
import type { CompanyPermission } from '@crossdesk/contracts/permissions.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Actor, type Context, type ReadContext, readContext, runCommand, type Services } from './context.ts';
import { runOnce } from './idempotency.ts';
import { problem } from './problems.ts';
import { bearerKey } from './request-limits.ts';

/**
 * GET handlers get a context without a transaction; other methods run as commands inside one.
 * Uploads and downloads handle HTTP themselves.
 */
export type Handlers<T extends Endpoints> = {
  [K in keyof T]: T[K] extends { raw: string }
    ? (ctx: ReadContext, request: FastifyRequest, reply: FastifyReply, services: Services) => Promise<unknown>
    : T[K]['method'] extends 'GET'
      ? (ctx: ReadContext, input: Input<T[K]>) => Promise<Output<T[K]>>
      : (ctx: Context, input: Input<T[K]>) => Promise<Output<T[K]>>;
};

/** Identifies the caller; null if nobody is signed in. Provided by server/app. */
export type Authenticate = (request: FastifyRequest) => Promise<Actor | null>;

export type HttpServices = { services: Services; authenticate: Authenticate };

/** The path of a string PostgreSQL cannot store: one with NUL or a lone surrogate. */
function findInvalidText(value: unknown, path: string): string | null {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed() ? path : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const found = findInvalidText(inner, `${path}/${key}`);
    if (found) return found;
  }
  return null;
}

function authorizeCaller(spec: EndpointSpec, actor: Actor | null): Actor {
  if (spec.caller === 'anyone') return actor ?? { kind: 'anyone' };
  if (!actor || actor.kind === 'anyone') throw problem('not_signed_in');
  if (actor.kind !== 'agent') throw problem('not_allowed');
  if (spec.caller !== 'agent' && !actor.permissions.has(spec.caller satisfies CompanyPermission)) {
    throw problem('not_allowed', { reason: spec.caller });
  }
  return actor;
}

/**
 * Writes authenticated by cookie must come from our own pages. API keys cannot be sent by other
 * sites; any other Authorization header can accompany a cookie.
 */
function checkOrigin(request: FastifyRequest, publicUrl: string): void {
  if (request.method === 'GET' || bearerKey(request.headers.authorization) !== null) return;
  const site = request.headers['sec-fetch-site'];
  if (site === 'same-origin' || site === 'none') return;
  const origin = request.headers.origin;
  if (!origin && site === undefined) return;
  if (!origin) throw problem('wrong_origin');
  if (origin !== new URL(publicUrl).origin && URL.parse(origin)?.host !== request.host) throw problem('wrong_origin');
}

function idempotencyKey(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key !== 'string' || key.length < 1 || key.length > 200) {
    throw problem('bad_request', { detail: 'Idempotency-Key must have 1 to 200 characters.' });
  }
  return key;
}

/**
 * Registers a module's endpoints. The type of `handlers` ensures that all exist and match their
 * contract.
 */
export function registerEndpoints<T extends Endpoints>(
  app: FastifyInstance,
  { services, authenticate }: HttpServices,
  table: T,
  handlers: Handlers<T>,
): void {
  for (const [operationId, spec] of Object.entries<EndpointSpec>(table)) {
    const handler = handlers[operationId] as unknown as (...args: unknown[]) => Promise<unknown>;
    app.route({
      method: spec.method,
      url: `/api/v1${spec.path}`,
      config: { operationId, spec },
      schema: {
        ...(spec.params ? { params: spec.params } : {}),
        ...(spec.query ? { querystring: spec.query } : {}),
        ...(spec.body ? { body: spec.body } : {}),
      },
      handler: async (request, reply) => {
        checkOrigin(request, services.config.publicUrl);
        const actor = authorizeCaller(spec, await authenticate(request));
        if (spec.raw) return handler(readContext(services, actor, request.id), request, reply, services);
        const bad =
          findInvalidText(request.body, '/body') ??
          findInvalidText(request.query, '/query') ??
          findInvalidText(request.params, '/params');
        if (bad) {
          throw problem('invalid_fields', {
            fields: [{ path: bad, message: 'contains a character that cannot be stored' }],
          });
        }
        const input = { params: request.params, query: request.query, body: request.body };
        if (spec.method === 'GET') return handler(readContext(services, actor, request.id), input);
        const key = spec.isSecret ? null : idempotencyKey(request);
        const work = (ctx: Context) => handler(ctx, input);
        const answer = await runCommand(
          services,
          actor,
          (ctx) => (key ? runOnce(ctx, key, fingerprint(operationId, input), () => work(ctx)) : work(ctx)),
          request.id,
        );
        reply.code(spec.status ?? 200);
        return answer;
      },
    });
  }
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/**
 * Responds with 405 and the allowed methods to other methods on known paths (RFC 9110 section
 * 15.5.6).
 */
export function refuseOtherMethods(app: FastifyInstance, table: Endpoints): void {
  const paths = Map.groupBy(Object.values(table), (spec) => spec.path);
  for (const [path, specs] of paths) {
    const known = specs.map((spec) => spec.method);
    const others = methods.filter((method) => !known.includes(method));
    if (others.length === 0) continue;
    app.route({
      method: others,
      url: `/api/v1${path}`,
      handler: (_request, reply) => {
        reply.header('allow', known.join(', '));
        throw problem('method_not_allowed');
      },
    });
  }
}

const fingerprint = (operationId: string, input: unknown): string =>
  createHash('sha256').update(operationId).update(JSON.stringify(input)).digest('hex');
