import { type Api, api } from '@crossdesk/contracts/api.ts';
import type { EndpointSpec } from '@crossdesk/contracts/endpoint.ts';
import { type ProblemBody, type ProblemCode, problems } from '@crossdesk/contracts/problems.ts';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import type { Static, TSchema } from 'typebox';
import { problemsOf } from '../platform/openapi.ts';

export type EndpointName = keyof Api;
type Part<E, K extends string> = E extends { [key in K]: infer S extends TSchema } ? Static<S> : never;
type Required<E, K extends string> = E extends { [key in K]: TSchema } ? { [key in K]: Part<E, K> } : unknown;
type Optional<E, K extends string> = E extends { [key in K]: TSchema } ? { [key in K]?: Part<E, K> } : unknown;

/** The request an endpoint accepts, by its contract. */
export type Request<N extends EndpointName> = Required<Api[N], 'params'> &
  Optional<Api[N], 'query'> &
  Required<Api[N], 'body'> & { headers?: Record<string, string> };
export type Reply<N extends EndpointName> = Part<Api[N], 'response'>;

/** The caller: someone with an API key, or nobody. */
export type Caller = { key: string } | null;

/** Thrown when an endpoint refuses a request; `problem` is its response. */
export class RequestRefused extends Error {
  readonly problem: ProblemBody;
  constructor(name: string, problem: ProblemBody) {
    super(`${name} was refused: ${problem.code} ${problem.detail} ${JSON.stringify(problem.fields ?? '')}`);
    this.problem = problem;
  }
}

/** A request with any content, as the fuzz test sends it. */
export type LooseRequest = {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
  headers?: Record<string, string>;
};

export type Client = {
  /**
   * Calls an endpoint and returns its response, checked against its contract. Throws
   * `RequestRefused` on a problem.
   */
  call<N extends EndpointName>(caller: Caller, name: N, request: Request<N>): Promise<Reply<N>>;
  /** Calls an endpoint that must refuse and returns the problem, checked against its contract. */
  refusal<N extends EndpointName>(caller: Caller, name: N, request: Request<N> | LooseRequest): Promise<ProblemBody>;
  /** Sends any request and checks the response against the contract. */
  send(caller: Caller, name: EndpointName, request: LooseRequest): Promise<LightMyRequestResponse>;
};

type Schema = Record<string, unknown>;

/** The schema with additional properties forbidden, so that a response with extra fields fails. */
function withoutAdditionalProperties(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutAdditionalProperties);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy: Schema = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, withoutAdditionalProperties(value)]),
  );
  return copy.type === 'object' && copy.properties ? { additionalProperties: false, ...copy } : copy;
}

const ajv = new Ajv.Ajv({ allErrors: true, strict: false });
addFormats.default(ajv);
const responseValidators = new Map(
  Object.entries<EndpointSpec>(api).map(([name, spec]) => [
    name,
    ajv.compile(withoutAdditionalProperties(spec.response) as Schema),
  ]),
);

const validateProblem = ajv.compile({
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'requestId'],
  additionalProperties: false,
  properties: {
    type: { type: 'string', pattern: '^urn:crossdesk:problem:' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { enum: Object.keys(problems) },
    detail: { type: 'string' },
    requestId: { type: 'string', minLength: 10 },
    reason: { type: 'string' },
    fields: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['path', 'message'],
        additionalProperties: false,
        properties: { path: { type: 'string', pattern: '^/(body|query|params|path)' }, message: { type: 'string' } },
      },
    },
    current: {},
  },
});

/** Throws unless a response matches the contract of its endpoint. */
export function checkResponse(name: string, spec: EndpointSpec, response: LightMyRequestResponse): void {
  const fail = (what: string) => {
    throw new Error(
      `${spec.method} ${spec.path} (${name}): ${what}\n${response.statusCode} ${response.body.slice(0, 2000)}`,
    );
  };
  if (response.statusCode < 300) {
    if (response.statusCode !== (spec.status ?? 200)) fail(`unexpected status ${response.statusCode}`);
    if (spec.raw === 'download') return;
    const validate = responseValidators.get(name);
    if (!validate?.(response.json())) fail(`invalid response: ${ajv.errorsText(validate?.errors)}`);
    return;
  }
  if (response.statusCode >= 500 && response.statusCode !== 503) fail('server error');
  if (!String(response.headers['content-type']).startsWith('application/problem+json')) fail('is not problem+json');
  const problem = response.json<ProblemBody>();
  if (!validateProblem(problem)) fail(`invalid problem: ${ajv.errorsText(validateProblem.errors)}`);
  if (problems[problem.code][0] !== response.statusCode) fail(`wrong status for ${problem.code}`);
  if (!problemsOf(spec).includes(problem.code)) fail(`${problem.code} is not documented`);
}

/** The URL of an endpoint with its parameters and query filled in. */
export function urlOf(spec: EndpointSpec, request: LooseRequest): string {
  const path = spec.path.replace(/:(\w+)/g, (_whole, key: string) =>
    encodeURIComponent(String(request.params?.[key] ?? '').toWellFormed()),
  );
  const query = new URLSearchParams(
    Object.entries(request.query ?? {}).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
  );
  return `/api/v1${path}${query.size > 0 ? `?${query}` : ''}`;
}

/** Calls the API as a program would and checks every response against its contract. */
export function createTestClient(app: FastifyInstance): Client {
  const send: Client['send'] = async (caller, name, request) => {
    const spec: EndpointSpec = api[name];
    const response = await app.inject({
      method: spec.method,
      url: urlOf(spec, request),
      headers: { ...(caller ? { authorization: `Bearer ${caller.key}` } : {}), ...request.headers },
      ...(request.body === undefined ? {} : { payload: request.body as string | object }),
    });
    checkResponse(name, spec, response);
    return response;
  };
  return {
    send,
    async call(caller, name, request) {
      const response = await send(caller, name, request);
      if (response.statusCode >= 300) throw new RequestRefused(name, response.json());
      return response.json();
    },
    async refusal(caller, name, request) {
      const response = await send(caller, name, request);
      if (response.statusCode < 300) throw new Error(`${name} should have been refused, but returned ${response.body}`);
      return response.json();
    },
  };
}

/** The problem code of a refusal. */
export const refusalCode = async (refusal: Promise<ProblemBody>): Promise<ProblemCode> => (await refusal).code;
