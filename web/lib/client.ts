import { addresses } from 'virtual:api-addresses';
import type { Api } from '@crossdesk/contracts/api.ts';
import type { Input, Output } from '@crossdesk/contracts/endpoint.ts';
import type { ProblemBody, ProblemCode, ProblemField } from '@crossdesk/contracts/problems.ts';

/** The name of an API operation. */
export type ApiOperation = keyof Api;
/** The response body of an operation. */
export type ApiResult<A extends ApiOperation> = Output<Api[A]>;

type Parts<A extends ApiOperation> = {
  [K in keyof Input<Api[A]> as Input<Api[A]>[K] extends undefined ? never : K]: Input<Api[A]>[K];
};
type CallInput<A extends ApiOperation> = Omit<Parts<A>, 'query'> &
  ('query' extends keyof Parts<A> ? QueryInput<Parts<A>['query']> : unknown);
type QueryInput<Q> = Record<never, never> extends Q ? { query?: Q } : { query: Q };
type Arguments<A extends ApiOperation> =
  Record<never, never> extends CallInput<A>
    ? [input?: CallInput<A> & CallOptions]
    : [input: CallInput<A> & CallOptions];
/** `idempotencyKey` null: the operation is safe to repeat, so the server stores no response. */
type CallOptions = { signal?: AbortSignal | undefined; keepalive?: boolean; idempotencyKey?: string | null };

/** An error response, or no response (`unreachable`). The screen chooses the message by `code`. */
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

const fillPath = (path: string, params: Record<string, unknown>): string =>
  path.replace(/:([a-zA-Z]+)/g, (_, name: string) => encodeURIComponent(String(params[name])));

/** The URL of an operation below `/api/v1`, with path parameters and query. */
export const apiUrl = (
  operation: ApiOperation,
  params: Record<string, unknown> = {},
  query: Record<string, unknown> = {},
): string => {
  const definedParams = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  const search = new URLSearchParams(
    definedParams.map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  return `/api/v1${fillPath(addresses[operation]?.[1] ?? '', params)}${search ? `?${search}` : ''}`;
};

/** Converts an error response into an ApiProblem, even if a proxy sent it. */
export const toApiProblem = async (response: Response): Promise<ApiProblem> => {
  const body: Partial<ProblemBody> = await response.json().catch(() => ({}));
  return new ApiProblem({
    ...body,
    status: response.status,
    code: body.code ?? (response.status >= 500 ? 'unavailable' : 'bad_request'),
  });
};

const fetchOrThrow = async (address: string, init: RequestInit): Promise<Response> => {
  try {
    return await fetch(address, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiProblem({ code: 'unreachable', status: 0 });
  }
};

/** Calls an API operation by name. Writes carry an Idempotency-Key, so that a retry runs once. */
export const call = async <A extends ApiOperation>(operation: A, ...[input]: Arguments<A>): Promise<ApiResult<A>> => {
  const parts: CallOptions & { params?: Record<string, unknown>; query?: Record<string, unknown>; body?: unknown } =
    input ?? {};
  const method = addresses[operation]?.[0] ?? 'GET';
  const headers: Record<string, string> = { accept: 'application/json' };
  if (parts.body !== undefined) headers['content-type'] = 'application/json';
  if (method !== 'GET' && parts.idempotencyKey !== null) {
    headers['idempotency-key'] = parts.idempotencyKey ?? crypto.randomUUID();
  }
  const response = await fetchOrThrow(apiUrl(operation, parts.params, parts.query), {
    method,
    headers,
    credentials: 'same-origin',
    ...(parts.body === undefined ? {} : { body: JSON.stringify(parts.body) }),
    ...(parts.signal ? { signal: parts.signal } : {}),
    ...(parts.keepalive ? { keepalive: true } : {}),
  });
  if (!response.ok) throw await toApiProblem(response);
  return response.json();
};
