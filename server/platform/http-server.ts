import { randomUUID } from 'node:crypto';
import type { ProblemCode, ProblemField } from '@crossdesk/contracts/problems.ts';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import Ajv, { type ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifyBaseLogger } from 'fastify';
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Config } from './config.ts';
import { isDatabaseUnavailable } from './database.ts';
import { Problem, problemBody } from './problems.ts';
import { createRateLimitKey, type IsKnownKey } from './request-limits.ts';
import { limitBodyTime, type RequestTimeouts, requestTimeouts } from './slow-requests.ts';

const strict = { allErrors: true, removeAdditional: false, useDefaults: true, strict: false } as const;

/** Bodies are taken as they are; path and query arrive as text, so numbers in them are read from it. */
const compilers = {
  body: formatted(new Ajv.Ajv({ ...strict, coerceTypes: false, allErrors: false })),
  text: formatted(new Ajv.Ajv({ ...strict, coerceTypes: 'array' })),
};

function formatted(ajv: Ajv.Ajv): Ajv.Ajv {
  addFormats.default(ajv, ['email']);
  // RFC 3339, and a day and time there is: a leap second is none to JavaScript, and PostgreSQL knows no year 0.
  const shape = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/i;
  ajv.addFormat('date-time', {
    type: 'string',
    validate: (text) => shape.test(text) && !Number.isNaN(Date.parse(text)),
  });
  return ajv;
}

const fieldsOf = (part: string, errors: readonly ErrorObject[]): ProblemField[] =>
  errors.slice(0, 20).map((error) => {
    const params: Record<string, unknown> = error.params;
    const missing = params.missingProperty ?? params.additionalProperty;
    const path = `/${part}${error.instancePath}${missing === undefined ? '' : `/${String(missing)}`}`;
    if (error.keyword === 'required') return { path, message: 'is missing' };
    if (error.keyword === 'additionalProperties') return { path, message: 'is not known here' };
    return { path, message: error.message ?? 'is not valid' };
  });

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  code: ProblemCode,
  extra: Problem['extra'] = {},
): FastifyReply {
  const body = problemBody(code, request.id, extra);
  reply.header('cache-control', 'no-store');
  return reply.code(body.status).type('application/problem+json').send(JSON.stringify(body));
}

const parserCodes: Record<string, ProblemCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_REQ_FILE_TOO_LARGE: 'file_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'not_acceptable_media',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'not_acceptable_media',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
};

/** Turns whatever was thrown into problem+json; a bug is logged with the request's id and shows nothing of its inside. */
function answerError(
  error: FastifyError | Problem | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (error instanceof Problem && error.extra.retryAfter !== undefined)
    reply.header('retry-after', String(error.extra.retryAfter));
  if (error instanceof Problem) return send(request, reply, error.code, error.extra);
  if ('validation' in error && error.validation) {
    const part = error.validationContext === 'querystring' ? 'query' : (error.validationContext ?? 'body');
    const isPath = part === 'params';
    return send(request, reply, isPath ? 'not_found' : 'invalid_fields', {
      fields: fieldsOf(part, error.validation as ErrorObject[]),
    });
  }
  if (isDatabaseUnavailable(error)) {
    request.log.warn({ error: error.message }, 'the database did not answer');
    reply.header('retry-after', '5');
    return send(request, reply, 'unavailable');
  }
  if ('statusCode' in error && error.statusCode && error.statusCode < 500) {
    if (error.statusCode === 429) return send(request, reply, 'rate_limited');
    return send(request, reply, parserCodes[error.code] ?? 'bad_request', { detail: error.message });
  }
  request.log.error({ err: error }, 'a request failed');
  return send(request, reply, 'internal_error');
}

/** The security headers every answer carries. They are the same for all, so the library is asked for them once. */
async function securityHeaders(config: Config): Promise<Record<string, string>> {
  const once = Fastify();
  await once.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:', 'https:'],
        styleSrc: ["'self'", "'unsafe-inline'"],
        // Safari before 15.4 does not count WebSockets as 'self'.
        connectSrc: ["'self'", new URL(config.publicUrl).origin.replace(/^http/, 'ws')],
        fontSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    hsts: config.publicUrl.startsWith('https:'),
    referrerPolicy: { policy: 'same-origin' },
  });
  once.get('/', async () => '');
  const { headers } = await once.inject('/');
  await once.close();
  const own = new Set(['content-type', 'content-length', 'date', 'connection']);
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      own.has(name) || value === undefined ? [] : [[name, String(value)]],
    ),
  );
}

/** Answers here are about one caller; downloads that may be kept say so themselves. */
const isApi = /^\/api(?:[/?]|$)/;

/** A name or address with or without a port (RFC 9110 section 7.2); HTTP/1.0 may leave it out. */
const isHost = (host: string): boolean =>
  host === '' || (/^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i.test(host) && URL.canParse(`http://${host}`));

/** The HTTP server with everything every request needs: strict input, problem+json, security headers, rate limit, request ids. */
export async function createHttpServer(
  config: Config,
  log: FastifyBaseLogger,
  isKnownKey: IsKnownKey,
  timeouts: RequestTimeouts = requestTimeouts,
): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    // A function, because Fastify trusts no proxy when given a number.
    trustProxy: config.trustedProxies > 0 && ((_address, hop) => hop < config.trustedProxies),
    bodyLimit: 2 * 1024 * 1024,
    requestTimeout: timeouts.uploadMs,
    http: { headersTimeout: timeouts.headersMs, connectionsCheckingInterval: Math.min(10_000, timeouts.headersMs) },
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: false },
    ajv: { customOptions: strict },
    frameworkErrors: answerError,
  });
  app.setValidatorCompiler(({ schema, httpPart }) =>
    (httpPart === 'body' ? compilers.body : compilers.text).compile(schema),
  );
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) => send(request, reply, 'not_found'));

  const utf8 = new TextDecoder('utf-8', { fatal: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: FastifyRequest, body: Buffer) => {
      if (body.length === 0) return undefined;
      let text: string;
      try {
        text = utf8.decode(body);
      } catch {
        throw new Problem('bad_request', { detail: 'The body is not UTF-8.' });
      }
      try {
        return JSON.parse(text, (key, value: unknown) => (key === '__proto__' ? undefined : value));
      } catch {
        throw new Problem('bad_request', { detail: 'The body is not JSON.' });
      }
    },
  );
  await app.register(multipart, { limits: { files: 1, fields: 5, parts: 6, headerPairs: 100 } });
  const security = await securityHeaders(config);
  app.addHook('onRequest', (request, reply, next) => {
    reply.headers(security).header('x-request-id', request.id);
    if (isApi.test(request.url)) reply.header('cache-control', 'no-store');
    limitBodyTime(request, timeouts.bodyMs);
    next(isHost(request.host) ? undefined : new Problem('bad_request', { detail: 'The Host header is malformed.' }));
  });
  if (config.requestsPerMinute > 0) {
    await app.register(rateLimit, {
      max: config.requestsPerMinute,
      timeWindow: 60_000,
      keyGenerator: createRateLimitKey(isKnownKey),
      allowList: (request) => !request.url.startsWith('/api/'),
    });
  }
  return app;
}
