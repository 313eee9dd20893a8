import { api } from '@crossdesk/contracts/api.ts';
import type { EndpointSpec } from '@crossdesk/contracts/endpoint.ts';
import { type ProblemCode, problems } from '@crossdesk/contracts/problems.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { problemsOf } from '../platform/openapi.ts';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let agentWithoutPermissions: TestAgent;
beforeAll(async () => {
  desk = await testApp();
  agentWithoutPermissions = await desk.given.agent({ profile: (await desk.given.profile([])).id });
});
afterAll(() => desk.close());

const table = Object.entries(api) as [string, EndpointSpec][];
const words: Record<string, string> = { means: 'email', locale: 'en' };
const urlOf = ({ path }: EndpointSpec, id = '1') =>
  `/api/v1${path.replace(/:(\w+)/g, (_whole, name: string) => {
    if (name === 'kind') return path.includes('draft') ? 'reply' : 'share_received';
    if (name === 'form') return 'desk';
    return words[name] ?? id;
  })}`;
const json = { 'content-type': 'application/json' };

async function codeOf(spec: EndpointSpec, request: { url?: string; key?: string; headers?: object; payload?: string }) {
  const answer = await desk.app.inject({
    method: spec.method,
    url: request.url ?? urlOf(spec),
    headers: { ...(request.key ? { authorization: `Bearer ${request.key}` } : {}), ...request.headers },
    ...(request.payload === undefined ? {} : { payload: request.payload }),
  });
  const { code } = answer.json<{ code: ProblemCode }>();
  expect(answer.headers['content-type']).toContain('application/problem+json');
  expect(answer.statusCode).toBe(problems[code][0]);
  return code;
}

const withBody = table.filter(([, spec]) => spec.body);
const guarded = table.filter(([, spec]) => spec.caller !== 'anyone');
const restricted = guarded.filter(([, spec]) => spec.caller !== 'agent');

describe('every endpoint returns the common problems it documents', () => {
  test.each(guarded)('%s: not_signed_in', async (_name, spec) => {
    const body = spec.body ? { headers: json, payload: '{}' } : {};
    expect(['not_signed_in', 'invalid_fields']).toContain(await codeOf(spec, body));
    expect(problemsOf(spec)).toContain('not_signed_in');
  });

  test.each(restricted)('%s: not_allowed without the permission', async (_name, spec) => {
    if (spec.body) return expect(problemsOf(spec)).toContain('not_allowed');
    expect(await codeOf(spec, { key: agentWithoutPermissions.key })).toBe('not_allowed');
  });

  test.each(withBody)(
    '%s: bad_request, not_acceptable_media, payload_too_large, invalid_fields',
    async (_name, spec) => {
      const { key } = desk.admin;
      expect(await codeOf(spec, { key, headers: json, payload: '{"a":' })).toBe('bad_request');
      expect(await codeOf(spec, { key, headers: { 'content-type': 'text/plain' }, payload: 'a' })).toBe(
        'not_acceptable_media',
      );
      expect(await codeOf(spec, { key, headers: json, payload: `"${'a'.repeat(2_200_000)}"` })).toBe(
        'payload_too_large',
      );
      expect(await codeOf(spec, { key, headers: json, payload: '{"nobodyKnows":1}' })).toBe('invalid_fields');
    },
  );

  test.each(table.filter(([, spec]) => urlOf(spec) !== urlOf(spec, '0x')))(
    '%s: not_found for a malformed id',
    async (_name, spec) => {
      const body = spec.body ? { headers: json, payload: '{}' } : {};
      const code = await codeOf(spec, { key: desk.admin.key, url: urlOf(spec, '0x'), ...body });
      expect(['not_found', 'invalid_fields']).toContain(code);
    },
  );
});
