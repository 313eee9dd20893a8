import type { Static, TObject, TSchema } from 'typebox';
import type { CompanyPermission } from './permissions.ts';
import type { ProblemCode } from './problems.ts';

/**
 * Who may call: anybody, any signed-in agent, or agents whose profile has a company-wide
 * permission. Access to a ticket is checked by the `access` module in addition.
 */
export type Caller = 'anyone' | 'agent' | CompanyPermission;

/**
 * One endpoint of the API as data. The server's routes, the OpenAPI document, the typed client of
 * the web application and the fuzz test are all derived from it. `path` is relative to `/api/v1`;
 * `:name` marks a path parameter. `response` is the body of `status` (default 200).
 */
export type EndpointSpec = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly summary: string;
  readonly caller: Caller;
  readonly params?: TObject;
  readonly query?: TObject;
  readonly body?: TSchema;
  readonly response: TSchema;
  readonly status?: 200 | 201 | 202;
  /**
   * Problem codes beyond those every endpoint can return (bad input, not signed in, rate limit,
   * unavailable).
   */
  readonly problems: readonly ProblemCode[];
  /**
   * upload: the body is a multipart form. download: the response is bytes. Neither is validated as
   * JSON.
   */
  readonly raw?: 'upload' | 'download';
  /**
   * The response contains a secret that is shown once. It is not stored for an Idempotency-Key, so
   * a repeated request runs again.
   */
  readonly isSecret?: true;
};

type StaticOf<S> = S extends TSchema ? Static<S> : undefined;

/** The validated parts of a request, as a handler receives them. */
export type Input<E extends EndpointSpec> = {
  params: StaticOf<E['params']>;
  query: StaticOf<E['query']>;
  body: StaticOf<E['body']>;
};
/** What a handler returns. */
export type Output<E extends EndpointSpec> = Static<E['response']>;
export type Endpoints = Readonly<Record<string, EndpointSpec>>;

/** Preserves the literal types of a table of endpoints. */
export const endpoints = <const T extends Endpoints>(table: T): T => table;
