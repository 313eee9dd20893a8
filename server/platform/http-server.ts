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
import { createRateLimitKey, type FindKeyAgent } from './request-limits.ts';
import { limitBodyTime, type RequestTimeouts, requestTimeouts } from './slow-requests.ts';

const strict = { allErrors: true, removeAdditional: false, useDefaults: true, strict: false } as const;

/** Bodies are not coerced; path and query values arrive as text and are converted. */
const compilers = {
  body: formatted(new Ajv.Ajv({ ...strict, coerceTypes: false, allErrors: false })),
  text: formatted(new Ajv.Ajv({ ...strict, coerceTypes: 'array' })),
};

function formatted(ajv: Ajv.Ajv): Ajv.Ajv {
  addFormats.default(ajv, ['email']);
  // RFC 3339 without leap seconds, which JavaScript rejects, and without year 0, which PostgreSQL
  // rejects.
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
    if (error.keyword === 'additionalProperties') return { path, message: 'is unknown' };
    return { path, message: error.message ?? 'is invalid' };
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

/**
 * Converts errors to problem+json. Bugs are logged with the request id; the response contains no
 * details.
 */
function sendError(error: FastifyError | Problem | Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
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
    request.log.warn({ error: error.message }, 'the database is unavailable');
    reply.header('retry-after', '5');
    return send(request, reply, 'unavailable');
  }
  if ('statusCode' in error && error.statusCode && error.statusCode < 500) {
    if (error.statusCode === 429) return send(request, reply, 'rate_limited');
    return send(request, reply, parserCodes[error.code] ?? 'bad_request', { detail: error.message });
  }
  request.log.error({ err: error }, 'request failed');
  return send(request, reply, 'internal_error');
}

/** The key `__proto__` in JSON text, also if escaped; quotes inside of JSON strings don't match. */
const protoKey =
  /"(?:_|\\u005f){2}(?:p|\\u0070)(?:r|\\u0072)(?:o|\\u006f)(?:t|\\u0074)(?:o|\\u006f)(?:_|\\u005f){2}"\s*:/i;

/** The security headers of all responses, generated once because they never change. */
async function securityHeaders(config: Config): Promise<Record<string, string>> {
  const helmetApp = Fastify();
  await helmetApp.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:', 'https:'],
        styleSrc: ["'self'", "'unsafe-inline'"],
        // Safari before 15.4 does not treat WebSockets as 'self'.
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
  helmetApp.get('/', async () => '');
  const { headers } = await helmetApp.inject('/');
  await helmetApp.close();
  const own = new Set(['content-type', 'content-length', 'date', 'connection']);
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      own.has(name) || value === undefined ? [] : [[name, String(value)]],
    ),
  );
}

/** API responses depend on the caller and are not cached; cacheable downloads override this. */
const isApi = /^\/api(?:[/?]|$)/;

/** A valid Host header (RFC 9110 section 7.2); HTTP/1.0 may omit it. */
const isHost = (host: string): boolean =>
  host === '' || (/^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i.test(host) && URL.canParse(`http://${host}`));

/**
 * The HTTP server with strict input validation, problem+json, security headers, rate limit and
 * request ids.
 */
export async function createHttpServer(
  config: Config,
  log: FastifyBaseLogger,
  findKeyAgent: FindKeyAgent,
  timeouts: RequestTimeouts = requestTimeouts,
): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    // A function, because Fastify ignores a number here.
    trustProxy: config.trustedProxies > 0 && ((_address, hop) => hop < config.trustedProxies),
    bodyLimit: 2 * 1024 * 1024,
    requestTimeout: timeouts.uploadMs,
    http: { headersTimeout: timeouts.headersMs, connectionsCheckingInterval: Math.min(10_000, timeouts.headersMs) },
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: false },
    ajv: { customOptions: strict },
    frameworkErrors: sendError,
  });
  app.setValidatorCompiler(({ schema, httpPart }) =>
    (httpPart === 'body' ? compilers.body : compilers.text).compile(schema),
  );
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  app.setErrorHandler(sendError);
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
      // A reviver that removes the key would take seconds for a large body.
      if (protoKey.test(text)) throw new Problem('bad_request', { detail: 'The body has a key "__proto__".' });
      try {
        return JSON.parse(text);
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
    const hostCount = request.raw.rawHeaders.filter((name, at) => at % 2 === 0 && /^host$/i.test(name)).length;
    next(
      hostCount < 2 && isHost(request.host)
        ? undefined
        : new Problem('bad_request', { detail: 'The Host header is malformed.' }),
    );
  });
  if (config.requestsPerMinute > 0) {
    await app.register(rateLimit, {
      max: config.requestsPerMinute,
      timeWindow: 60_000,
      keyGenerator: createRateLimitKey(findKeyAgent),
      allowList: (request) => !request.url.startsWith('/api/'),
    });
  }
  return app;
}
