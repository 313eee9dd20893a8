import type { Static, TObject, TSchema } from 'typebox';
import type { CompanyPermission } from './permissions.ts';
import type { ProblemCode } from './problems.ts';

/** Who may call: anybody, any signed-in agent, or agents whose profile holds a company-wide permission. Tickets are decided by `access` on top of this. */
export type Caller = 'anyone' | 'agent' | CompanyPermission;

/**
 * One address of the API as data. The server's routes, the OpenAPI document, the web's typed client and the fuzz test are all read from it.
 * `path` is below `/api/v1`; `:name` marks a path parameter. `response` is the body of `status` (200 unless said otherwise).
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
  /** Expected refusals beyond the ones every endpoint can give (bad input, not signed in, rate limit, unavailable). */
  readonly problems: readonly ProblemCode[];
  /** A body that is a form with files, or an answer that is bytes; both are documented but not validated as JSON. */
  readonly raw?: 'upload' | 'download';
  /** The answer holds a secret that is shown once: it is not kept for an Idempotency-Key, and a repeated request is done anew. */
  readonly isSecret?: true;
};

type StaticOf<S> = S extends TSchema ? Static<S> : undefined;

/** What a handler gets: the validated parts of the request. */
export type Input<E extends EndpointSpec> = {
  params: StaticOf<E['params']>;
  query: StaticOf<E['query']>;
  body: StaticOf<E['body']>;
};
/** What a handler gives. */
export type Output<E extends EndpointSpec> = Static<E['response']>;
export type Endpoints = Readonly<Record<string, EndpointSpec>>;

/** Keeps the literal types of a table of endpoints. */
export const endpoints = <const T extends Endpoints>(table: T): T => table;
