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

/** What an endpoint takes, by its contract. */
export type Request<N extends EndpointName> = Required<Api[N], 'params'> &
  Optional<Api[N], 'query'> &
  Required<Api[N], 'body'> & { headers?: Record<string, string> };
export type Reply<N extends EndpointName> = Part<Api[N], 'response'>;

/** Who calls: somebody with a key, or nobody. */
export type Caller = { key: string } | null;

/** An endpoint refused; `problem` is what it said. */
export class RequestRefused extends Error {
  readonly problem: ProblemBody;
  constructor(name: string, problem: ProblemBody) {
    super(`${name} was refused: ${problem.code} ${problem.detail} ${JSON.stringify(problem.fields ?? '')}`);
    this.problem = problem;
  }
}

/** Any request at all, as the fuzz test sends them: nothing about it has to fit. */
export type LooseRequest = {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
  headers?: Record<string, string>;
};

export type Client = {
  /** Calls an endpoint and gives its answer, checked against its contract. Throws `Refused` when it is refused. */
  call<N extends EndpointName>(caller: Caller, name: N, request: Request<N>): Promise<Reply<N>>;
  /** Calls an endpoint that has to refuse and gives the problem, checked to be one that its contract documents. */
  refusal<N extends EndpointName>(caller: Caller, name: N, request: Request<N> | LooseRequest): Promise<ProblemBody>;
  /** Sends anything and checks whatever comes back against the contract. */
  send(caller: Caller, name: EndpointName, request: LooseRequest): Promise<LightMyRequestResponse>;
};

type Schema = Record<string, unknown>;

/** The same schema with nothing allowed beside what it names, so that an answer that says too much is noticed. */
function withoutAdditionalProperties(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutAdditionalProperties);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy: Schema = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withoutAdditionalProperties(value)]));
  return copy.type === 'object' && copy.properties ? { additionalProperties: false, ...copy } : copy;
}

const ajv = new Ajv.Ajv({ allErrors: true, strict: false });
addFormats.default(ajv);
const responseValidators = new Map(
  Object.entries<EndpointSpec>(api).map(([name, spec]) => [name, ajv.compile(withoutAdditionalProperties(spec.response) as Schema)]),
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

/** Throws unless an answer is what the contract of its endpoint says. */
export function checkResponse(name: string, spec: EndpointSpec, answer: LightMyRequestResponse): void {
  const complain = (what: string) => {
    throw new Error(
      `${spec.method} ${spec.path} (${name}): ${what}\n${answer.statusCode} ${answer.body.slice(0, 2000)}`,
    );
  };
  if (answer.statusCode < 300) {
    if (answer.statusCode !== (spec.status ?? 200)) complain(`answered ${answer.statusCode}`);
    if (spec.raw === 'download') return;
    const fits = responseValidators.get(name);
    if (!fits?.(answer.json())) complain(`the answer does not fit: ${ajv.errorsText(fits?.errors)}`);
    return;
  }
  if (answer.statusCode >= 500 && answer.statusCode !== 503) complain('failed');
  if (!String(answer.headers['content-type']).startsWith('application/problem+json')) complain('is no problem+json');
  const problem = answer.json<ProblemBody>();
  if (!validateProblem(problem)) complain(`is no problem: ${ajv.errorsText(validateProblem.errors)}`);
  if (problems[problem.code][0] !== answer.statusCode) complain(`${problem.code} has another status`);
  if (!problemsOf(spec).includes(problem.code)) complain(`does not document ${problem.code}`);
}

/** The path of an endpoint with its parameters filled in, and its query. */
export function urlOf(spec: EndpointSpec, request: LooseRequest): string {
  const path = spec.path.replace(/:(\w+)/g, (_whole, key: string) =>
    encodeURIComponent(String(request.params?.[key] ?? '').toWellFormed()),
  );
  const query = new URLSearchParams(
    Object.entries(request.query ?? {}).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
  );
  return `/api/v1${path}${query.size > 0 ? `?${query}` : ''}`;
}

/** Talks to the API as a program would, and holds every answer to its contract. */
export function createTestClient(app: FastifyInstance): Client {
  const send: Client['send'] = async (caller, name, request) => {
    const spec: EndpointSpec = api[name];
    const answer = await app.inject({
      method: spec.method,
      url: urlOf(spec, request),
      headers: { ...(caller ? { authorization: `Bearer ${caller.key}` } : {}), ...request.headers },
      ...(request.body === undefined ? {} : { payload: request.body as string | object }),
    });
    checkResponse(name, spec, answer);
    return answer;
  };
  return {
    send,
    async call(caller, name, request) {
      const answer = await send(caller, name, request);
      if (answer.statusCode >= 300) throw new RequestRefused(name, answer.json());
      return answer.json();
    },
    async refusal(caller, name, request) {
      const answer = await send(caller, name, request);
      if (answer.statusCode < 300) throw new Error(`${name} was to be refused, and answered ${answer.body}`);
      return answer.json();
    },
  };
}

/** The code of a refusal, for a quick comparison. */
export const refusalCode = async (refusal: Promise<ProblemBody>): Promise<ProblemCode> => (await refusal).code;
