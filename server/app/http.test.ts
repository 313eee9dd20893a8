import { api } from '@crossdesk/contracts/api.ts';
import type { EndpointSpec } from '@crossdesk/contracts/endpoint.ts';
import type { ProblemBody } from '@crossdesk/contracts/problems.ts';
import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let departmentId: number;
let number: number;
beforeAll(async () => {
  desk = await testApp();
  departmentId = (await desk.given.department()).id;
  number = await desk.given.ticket({ departmentId });
});
afterAll(() => desk.close());

type Sent = InjectOptions;
const bearer = () => ({ authorization: `Bearer ${desk.admin.key}` });
/** Sends a request without validation. */
const raw = async (request: Sent) => {
  const answer = await desk.app.inject({ ...request, headers: { ...bearer(), ...request.headers } });
  return { status: answer.statusCode, headers: answer.headers, body: answer.json<ProblemBody>() };
};
const json = { 'content-type': 'application/json' };
const contact = (body: unknown, headers: Record<string, string> = {}) =>
  raw({ method: 'POST', url: '/api/v1/contacts', headers: { ...json, ...headers }, payload: body as string });
const fieldsOf = (problem: ProblemBody) => (problem.fields ?? []).map((field) => `${field.path} ${field.message}`);

describe('bad input', () => {
  test('an unknown field is rejected by name', async () => {
    const { status, body } = await contact({ name: 'Ann', nickname: 'A' });
    expect(status).toBe(422);
    expect(fieldsOf(body)).toEqual(['/body/nickname is unknown']);
  });

  test('a missing field is rejected by name', async () => {
    const { status, body } = await contact({});
    expect(status).toBe(422);
    expect(fieldsOf(body)).toEqual(['/body/name is missing']);
  });

  test('a wrong type is not coerced', async () => {
    const { status, body } = await contact({ name: 42 });
    expect(status).toBe(422);
    expect(fieldsOf(body)).toEqual(['/body/name must be string']);
  });

  test('text that is too long is rejected', async () => {
    const { status, body } = await contact({ name: 'x'.repeat(201) });
    expect(status).toBe(422);
    expect(body.fields?.[0]?.path).toBe('/body/name');
  });

  test.each([
    ['a NUL byte', 'Ann\0'],
    ['half a character', 'Ann\ud800'],
  ])('%s is rejected with the name of the field', async (_what, name) => {
    const { status, body } = await contact(JSON.stringify({ name }));
    expect(status).toBe(422);
    expect(fieldsOf(body)).toEqual(['/body/name contains a character that cannot be stored']);
  });

  test('a NUL byte in a query or path is rejected', async () => {
    expect(await raw({ url: '/api/v1/contacts?q=%00' })).toMatchObject({ status: 422 });
    expect(await raw({ method: 'DELETE', url: '/api/v1/api-keys/%00' })).toMatchObject({ status: 422 });
  });

  test('invalid UTF-8 is rejected', async () => {
    const bytes = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]);
    const { status, body } = await contact(bytes);
    expect([status, body.code]).toEqual([400, 'bad_request']);
  });

  test('invalid JSON is rejected', async () => {
    const { status, body } = await contact('{"name":');
    expect([status, body.code]).toEqual([400, 'bad_request']);
  });

  test('deeply nested JSON is rejected', async () => {
    const { status } = await contact(`{"name":${'['.repeat(200_000)}`);
    expect(status).toBe(400);
  });

  test('an unsupported content type is rejected', async () => {
    const { status, body } = await contact('name=Ann', { 'content-type': 'application/x-www-form-urlencoded' });
    expect([status, body.code]).toEqual([415, 'not_acceptable_media']);
  });

  test('a body that is too large is rejected', async () => {
    const { status, body } = await contact({ name: 'x'.repeat(3 * 1024 * 1024) });
    expect([status, body.code]).toEqual([413, 'payload_too_large']);
  });

  test.each(['abc', '0', '-1', '1.5', '99999999999999999999', '1e400', '%20', '%F0%9F%98%80'])(
    'the malformed id %s is not found',
    async (id) => {
      const { status, body } = await raw({ url: `/api/v1/tickets/${id}` });
      expect([status, body.code]).toEqual([404, 'not_found']);
    },
  );

  test.each(['/api/v1/tickets/%ZZ', '/api/v1/tickets/%C3%28'])('the malformed URL %s is rejected', async (url) => {
    const { status, body } = await raw({ url });
    expect([status, body.code]).toEqual([400, 'bad_request']);
  });

  test('an id that is too long is not found', async () => {
    expect(await raw({ url: `/api/v1/tickets/${'1'.repeat(500)}` })).toMatchObject({ status: 404 });
  });

  test.each([
    'limit=0',
    'limit=101',
    'limit=ten',
    'limit=1&limit=2',
    'view=mine',
    'view=department:0',
    'after=%25%25',
    'after=W10',
    `after=${Buffer.from('["2026-02-30T00:00:00.000Z",1]').toString('base64url')}`,
    `after=${Buffer.from('["0000-01-01T00:00:00.000Z",1]').toString('base64url')}`,
    `after=${Buffer.from('["now",1]').toString('base64url')}`,
    `after=${Buffer.from('["2026-02-03T00:00:00.000Z",1e300]').toString('base64url')}`,
    'unknown=1',
  ])('the list query %s is rejected', async (query) => {
    const { status, body } = await raw({ url: `/api/v1/tickets?${query}` });
    expect([status, body.code]).toEqual([422, 'invalid_fields']);
  });

  test.each([
    '2026-02-30T25:00:00Z',
    '2016-12-31T23:59:60Z',
    '0000-01-01T00:00:00Z',
    '2026-01-01T00:00:00+05',
    '2026-01-01',
    'tomorrow',
  ])('%s is not a valid instant', async (solutionDueAt) => {
    const answer = await raw({
      method: 'PATCH',
      url: `/api/v1/tickets/${number}`,
      payload: { version: 1, solutionDueAt },
    });
    expect([answer.status, answer.body.fields?.[0]?.path]).toEqual([422, '/body/solutionDueAt']);
  });
});

describe('authentication', () => {
  test('a caller without an API key or session must sign in', async () => {
    const answer = await desk.app.inject({ url: '/api/v1/me' });
    expect([answer.statusCode, answer.json<ProblemBody>().code]).toEqual([401, 'not_signed_in']);
  });

  test.each(['Bearer nonsense-that-is-no-key', 'Bearer cdk_', 'Basic YWRhOmFkYQ==', 'Bearer'])(
    'the authorization %s is not signed in',
    async (authorization) => {
      const answer = await raw({ url: '/api/v1/me', headers: { authorization } });
      expect([answer.status, answer.body.code]).toEqual([401, 'not_signed_in']);
    },
  );

  const write = { method: 'POST', url: '/api/v1/contacts', payload: { name: 'Ann' } } as const;
  test.each([
    [{ origin: 'http://evil.example' }, 'wrong_origin'],
    [{ origin: 'null' }, 'wrong_origin'],
    [{ origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' }, 'wrong_origin'],
    [{ 'sec-fetch-site': 'cross-site' }, 'wrong_origin'],
    [{ origin: 'http://evil.example', authorization: 'Basic YWRhOmFkYQ==' }, 'wrong_origin'],
    [{ origin: 'http://evil.example', authorization: 'Bearer' }, 'wrong_origin'],
    [{ origin: 'http://evil.example', authorization: 'Bearer made-up-key-1' }, 'not_signed_in'],
    [{ origin: 'http://desk.example' }, 'not_signed_in'],
    [{ 'sec-fetch-site': 'same-origin' }, 'not_signed_in'],
    [{}, 'not_signed_in'],
  ])('a write with %o is %s', async (headers, code) => {
    const answer = await desk.app.inject({ ...write, headers: headers as Record<string, string> });
    expect(answer.json<ProblemBody>().code).toBe(code);
  });

  test('a read from another site is answered without CORS headers', async () => {
    const answer = await raw({ url: '/api/v1/me', headers: { origin: 'http://evil.example' } });
    expect(answer.status).toBe(200);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('signing in creates a session and signing out ends it immediately', async () => {
    const signIn = await desk.app.inject({
      method: 'POST',
      url: '/api/auth/sign-in/email',
      headers: { host: 'desk.example', origin: 'http://desk.example' },
      payload: { email: 'ada@desk.example', password: 'correct horse battery' },
    });
    expect(signIn.statusCode).toBe(200);
    const session = signIn.cookies.find((one) => one.name === 'crossdesk.session_token');
    expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
    const headers = {
      cookie: `crossdesk.session_token=${encodeURIComponent(session?.value ?? '')}`,
      host: 'desk.example',
    };
    const me = () => desk.app.inject({ url: '/api/v1/me', headers });
    expect((await me()).json()).toMatchObject({ email: 'ada@desk.example' });
    for (const authorization of ['Basic YWRhOmFkYQ==', 'Bearer made-up-key-1', 'Bearer']) {
      const both = await desk.app.inject({ url: '/api/v1/me', headers: { ...headers, authorization } });
      expect(both.statusCode).toBe(401);
    }
    await desk.app.inject({
      method: 'POST',
      url: '/api/auth/sign-out',
      headers: { ...headers, origin: 'http://desk.example' },
      payload: {},
    });
    expect((await me()).statusCode).toBe(401);
  });

  test('a wrong password is refused', async () => {
    const answer = await desk.app.inject({
      method: 'POST',
      url: '/api/auth/sign-in/email',
      headers: { host: 'desk.example', origin: 'http://desk.example' },
      payload: { email: 'ada@desk.example', password: 'correct horse batteries' },
    });
    expect(answer.statusCode).toBe(401);
    expect(answer.cookies).toEqual([]);
  });
});

describe('paths', () => {
  test('an unknown path returns a problem', async () => {
    const answer = await raw({ url: '/api/v1/nothing' });
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  });

  test('an unsupported method is refused with the allowed ones', async () => {
    const answer = await raw({ method: 'DELETE', url: '/api/v1/tickets' });
    expect([answer.status, answer.body.code]).toEqual([405, 'method_not_allowed']);
    expect(String(answer.headers.allow).split(', ').sort()).toEqual(['GET', 'POST']);
  });

  test('every response has a request id and security headers', async () => {
    const { headers } = await raw({ url: '/api/v1/me' });
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    });
  });

  test('request ids from the caller are ignored', async () => {
    const { headers } = await raw({ url: '/api/v1/me', headers: { 'x-request-id': 'mine', 'request-id': 'mine' } });
    expect(headers['x-request-id']).not.toBe('mine');
  });

  test('health and readiness need no authentication', async () => {
    for (const url of ['/healthz', '/readyz']) expect((await desk.app.inject({ url })).statusCode).toBe(200);
  });
});

describe('the OpenAPI document', () => {
  type Operation = {
    operationId: string;
    parameters: { name: string; in: string }[];
    responses: Record<string, unknown>;
  };
  type Document = { openapi: string; paths: Record<string, Record<string, Operation>>; components: unknown };

  test('lists every endpoint with its parameters and responses', async () => {
    const document = (await desk.app.inject({ url: '/api/v1/openapi.json' })).json<Document>();
    expect(document.openapi).toBe('3.1.0');
    for (const [name, spec] of Object.entries<EndpointSpec>(api)) {
      const path = spec.path.replace(/:(\w+)/g, '{$1}');
      const operation = document.paths[path]?.[spec.method.toLowerCase()];
      expect(operation?.operationId).toBe(name);
      expect(Object.keys(operation?.responses ?? {})).toEqual(
        expect.arrayContaining([String(spec.status ?? 200), '429', '500', '503']),
      );
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const declared = operation?.parameters.filter((one) => one.in === 'path').map((one) => one.name);
      expect(declared?.sort()).toEqual(named.sort());
    }
    const ids = Object.values(document.paths).flatMap((path) => Object.values(path).map((one) => one.operationId));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('has no dangling references', async () => {
    const text = (await desk.app.inject({ url: '/api/v1/openapi.json' })).body;
    const document: unknown = JSON.parse(text);
    for (const [, pointer = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const found = pointer.split('/').reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], document);
      expect(found, pointer).toBeDefined();
    }
  });

  test('is also available as an HTML page', async () => {
    const page = await desk.app.inject({ url: '/api/v1' });
    expect(page.headers['content-type']).toMatch(/^text\/html/);
    for (const name of Object.keys(api)) expect(page.body).toContain(`id="${name}"`);
  });

  test('every endpoint of the table is implemented', async () => {
    for (const [name, spec] of Object.entries<EndpointSpec>(api)) {
      const url = `/api/v1${spec.path.replace(/:\w+/g, '1')}`;
      expect(desk.app.hasRoute({ method: spec.method, url: `/api/v1${spec.path}` }), name).toBe(true);
      const answer = await desk.app.inject({ method: spec.method, url });
      expect([200, 400, 401, 404, 415, 422], `${name} ${answer.body}`).toContain(answer.statusCode);
    }
  });
});
