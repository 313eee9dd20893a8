import type { EndpointSpec, Endpoints } from '@crossdesk/contracts/endpoint.ts';
import { type ProblemCode, problems } from '@crossdesk/contracts/problems.ts';
import { escapeHtml } from './html.ts';

type Json = Record<string, unknown>;

/** Problems any endpoint may return besides those in its contract. */
const commonProblems = (spec: EndpointSpec): ProblemCode[] => [
  ...(spec.body || spec.query || spec.params ? (['invalid_fields'] as const) : []),
  ...(spec.method === 'GET'
    ? []
    : (['bad_request', 'payload_too_large', 'not_acceptable_media', 'wrong_origin'] as const)),
  ...(spec.method === 'GET' || spec.raw ? [] : (['idempotency_mismatch'] as const)),
  ...(spec.params ? (['not_found'] as const) : []),
  ...(spec.caller === 'anyone' ? [] : (['not_signed_in', 'not_allowed'] as const)),
  'rate_limited',
  'internal_error',
  'unavailable',
];

/** All documented problems of an endpoint. */
export const problemsOf = (spec: EndpointSpec): ProblemCode[] => [
  ...new Set([...spec.problems, ...commonProblems(spec)]),
];

const problemSchema: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { enum: Object.keys(problems) },
    detail: { type: 'string' },
    requestId: { type: 'string' },
    reason: { type: 'string', description: 'Why a permission was refused.' },
    fields: {
      type: 'array',
      items: { type: 'object', properties: { path: { type: 'string' }, message: { type: 'string' } } },
    },
    current: { description: 'The current state, for version_conflict.' },
  },
};

function responsesOf(spec: EndpointSpec): Json {
  const good: Json =
    spec.raw === 'download'
      ? {
          description: 'The file content',
          content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
        }
      : { description: 'Success', content: { 'application/json': { schema: spec.response } } };
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of problemsOf(spec))
    byStatus.set(problems[code][0], [...(byStatus.get(problems[code][0]) ?? []), code]);
  const bad = [...byStatus].map(([status, codes]) => [
    status,
    {
      description: codes.map((code) => `${code}: ${problems[code][1]}`).join(' '),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  ]);
  return { [spec.status ?? 200]: good, ...Object.fromEntries(bad) };
}

function parameters(spec: EndpointSpec): Json[] {
  const list = (where: 'path' | 'query', schema: EndpointSpec['params']): Json[] =>
    Object.entries(schema?.properties ?? {}).map(([name, inner]) => ({
      name,
      in: where,
      required: where === 'path' || ((schema?.required ?? []) as string[]).includes(name),
      schema: inner,
    }));
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    schema: { type: 'string', minLength: 1, maxLength: 200 },
  };
  return [
    ...list('path', spec.params),
    ...list('query', spec.query),
    ...(spec.method === 'GET' || spec.raw ? [] : [key]),
  ];
}

const uploadBody: Json = {
  required: true,
  content: {
    'multipart/form-data': { schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } } } },
  },
};

/** The OpenAPI 3.1 document of a table of endpoints. */
export function openApiDocument(api: Endpoints): Json {
  const paths: Record<string, Json> = {};
  for (const [operationId, spec] of Object.entries(api)) {
    const path = spec.path.replace(/:(\w+)/g, '{$1}');
    paths[path] ??= {};
    paths[path][spec.method.toLowerCase()] = {
      operationId,
      summary: spec.summary,
      description: `Caller: ${spec.caller}.`,
      tags: [spec.path.split('/')[1]],
      ...(spec.caller === 'anyone' ? { security: [] } : {}),
      parameters: parameters(spec),
      ...(spec.raw === 'upload' ? { requestBody: uploadBody } : {}),
      ...(spec.body ? { requestBody: { required: true, content: { 'application/json': { schema: spec.body } } } } : {}),
      responses: responsesOf(spec),
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Crossdesk',
      version: '1',
      description: 'The API used by all Crossdesk clients.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/api/v1' }],
    security: [{ key: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key. It acts as the agent who created it.' },
        session: { type: 'apiKey', in: 'cookie', name: 'crossdesk.session_token' },
      },
      schemas: { Problem: problemSchema },
    },
  };
}

const schemaDetails = (title: string, schema: unknown): string =>
  schema
    ? `<details><summary>${title}</summary><pre>${escapeHtml(JSON.stringify(schema, null, 2))}</pre></details>`
    : '';

/** The HTML reference page of a table of endpoints. */
export function referencePage(api: Endpoints): string {
  const sections = Object.entries(api).map(
    ([
      operationId,
      spec,
    ]) => `<section id="${operationId}"><h2><code>${spec.method}</code> <code>/api/v1${escapeHtml(spec.path)}</code></h2>
<p>${escapeHtml(spec.summary)}. <small>Caller: ${escapeHtml(spec.caller)}.</small></p>
${schemaDetails('Path', spec.params)}${schemaDetails('Query', spec.query)}${schemaDetails('Body', spec.body)}${schemaDetails(`Response ${spec.status ?? 200}`, spec.raw ? undefined : spec.response)}
<p><small>Problems: ${problemsOf(spec)
      .map((code) => `<code>${code}</code> ${problems[code][0]}`)
      .join(', ')}</small></p></section>`,
  );
  const index = Object.entries(api).map(
    ([operationId, spec]) => `<li><a href="#${operationId}">${spec.method} ${escapeHtml(spec.path)}</a></li>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Crossdesk API</title>
<style>:root{color-scheme:light dark}body{font:15px/1.5 Inter,system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}h2{font-size:1rem;margin-top:2.5rem}
pre{overflow:auto;padding:.75rem;border:1px solid #8884;border-radius:6px;font-size:12px}code{font-size:.95em}nav ul{columns:2;padding-left:1rem}summary{cursor:pointer}small{opacity:.85}</style></head>
<body><h1>Crossdesk API</h1><p>Send <code>Authorization: Bearer &lt;key&gt;</code>. Writes accept an <code>Idempotency-Key</code>. Tickets have a <code>version</code> that is sent back with each edit.
Lists return <code>{ items, next }</code>; send <code>next</code> as <code>after</code> for the next page. Errors are <code>application/problem+json</code>. The OpenAPI document is <a href="/api/v1/openapi.json">openapi.json</a>.</p>
<nav><ul>${index.join('')}</ul></nav>${sections.join('\n')}</body></html>`;
}
