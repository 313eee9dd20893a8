import { addresses } from 'virtual:api-addresses';
import type { Api } from '@crossdesk/contracts/api.ts';
import type { Input, Output } from '@crossdesk/contracts/endpoint.ts';
import type { ProblemBody, ProblemCode, ProblemField } from '@crossdesk/contracts/problems.ts';

/** The name of something the API can do. */
export type Act = keyof Api;
/** What the act answers. */
export type Answer<A extends Act> = Output<Api[A]>;

type Parts<A extends Act> = {
  [K in keyof Input<Api[A]> as Input<Api[A]>[K] extends undefined ? never : K]: Input<Api[A]>[K];
};
type Given<A extends Act> = Omit<Parts<A>, 'query'> &
  ('query' extends keyof Parts<A> ? Asked<Parts<A>['query']> : unknown);
type Asked<Q> = Record<never, never> extends Q ? { query?: Q } : { query: Q };
type Arguments<A extends Act> =
  Record<never, never> extends Given<A> ? [given?: Given<A> & Around] : [given: Given<A> & Around];
/** `idempotencyKey` null: repeating it does no harm, so the server need not remember the answer. */
type Around = { signal?: AbortSignal | undefined; keepalive?: boolean; idempotencyKey?: string | null };

/** The server refused, or could not be reached (`unreachable`). The screen chooses the sentence by `code`. */
export class ApiProblem extends Error {
  readonly code: ProblemCode | 'unreachable';
  readonly status: number;
  readonly fields: readonly ProblemField[];
  readonly reason: string | null;
  readonly current: unknown;
  readonly requestId: string | null;
  constructor(
    body: Omit<Partial<ProblemBody>, 'code' | 'status'> & { code: ProblemCode | 'unreachable'; status: number },
  ) {
    super(body.detail ?? body.title ?? body.code);
    this.name = 'ApiProblem';
    this.code = body.code;
    this.status = body.status;
    this.fields = body.fields ?? [];
    this.reason = body.reason ?? null;
    this.current = body.current ?? null;
    this.requestId = body.requestId ?? null;
  }
}

const fillIn = (path: string, params: Record<string, unknown>): string =>
  path.replace(/:([a-zA-Z]+)/g, (_, name: string) => encodeURIComponent(String(params[name])));

/** Below `/api/v1`, with path parameters and query filled in. */
export const addressOf = (
  act: Act,
  params: Record<string, unknown> = {},
  query: Record<string, unknown> = {},
): string => {
  const asked = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  const search = new URLSearchParams(asked.map(([name, value]): [string, string] => [name, String(value)])).toString();
  return `/api/v1${fillIn(addresses[act]?.[1] ?? '', params)}${search ? `?${search}` : ''}`;
};

/** Turns a refused response into an ApiProblem, also when something between us and the server answered in its stead. */
export const problemFrom = async (response: Response): Promise<ApiProblem> => {
  const body: Partial<ProblemBody> = await response.json().catch(() => ({}));
  return new ApiProblem({
    ...body,
    status: response.status,
    code: body.code ?? (response.status >= 500 ? 'unavailable' : 'bad_request'),
  });
};

const reach = async (address: string, init: RequestInit): Promise<Response> => {
  try {
    return await fetch(address, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiProblem({ code: 'unreachable', status: 0 });
  }
};

/** Calls the API by the name of the act. Writes carry an Idempotency-Key, so that a repeated one is done once. */
export const call = async <A extends Act>(act: A, ...[given]: Arguments<A>): Promise<Answer<A>> => {
  const parts: Around & { params?: Record<string, unknown>; query?: Record<string, unknown>; body?: unknown } =
    given ?? {};
  const method = addresses[act]?.[0] ?? 'GET';
  const headers: Record<string, string> = { accept: 'application/json' };
  if (parts.body !== undefined) headers['content-type'] = 'application/json';
  if (method !== 'GET' && parts.idempotencyKey !== null) {
    headers['idempotency-key'] = parts.idempotencyKey ?? crypto.randomUUID();
  }
  const response = await reach(addressOf(act, parts.params, parts.query), {
    method,
    headers,
    credentials: 'same-origin',
    ...(parts.body === undefined ? {} : { body: JSON.stringify(parts.body) }),
    ...(parts.signal ? { signal: parts.signal } : {}),
    ...(parts.keepalive ? { keepalive: true } : {}),
  });
  if (!response.ok) throw await problemFrom(response);
  return response.json();
};
