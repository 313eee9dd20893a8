import { api } from '@crossdesk/contracts/api.ts';
import type { EndpointSpec } from '@crossdesk/contracts/endpoint.ts';
import fc from 'fast-check';
import type { TSchema } from 'typebox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Caller, LooseRequest, Name } from '../testing/client.ts';
import { type TestHouse, testHouse } from '../testing/house.ts';

const requestCount = 5_000;

type Schema = Record<string, unknown>;
type Known = { ids: number[]; texts: string[]; names: string[] };

/** Ids, texts and addresses that mean something in the company, so that many requests get past the first check. */
const known: Known = { ids: [], texts: [], names: [] };

const nasty = [
  '',
  ' ',
  '\0',
  '\ud800',
  "'; drop table ticket; --",
  '%',
  '_',
  '\\',
  '<script>alert(1)</script>',
  '𝒳𠮷が漢字',
  '\u202e\u2028\r\nBcc: x@example.org',
  '__proto__',
  'null',
  '-1',
  '1e309',
  '../../etc/passwd',
];

const anything = fc.oneof(
  fc.constantFrom(...nasty),
  fc.string({ maxLength: 30, unit: 'binary' }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constant([]),
  fc.constant({}),
  fc.array(fc.integer(), { maxLength: 3 }),
);

/** Values a schema takes. */
function valid(schema: Schema): fc.Arbitrary<unknown> {
  const { type } = schema;
  if (Array.isArray(schema.anyOf)) return fc.oneof(...(schema.anyOf as Schema[]).map(valid));
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as unknown[]));
  if ('const' in schema) return fc.constant(schema.const);
  if (type === 'object') return object(schema);
  if (type === 'array') {
    const { minItems = 0, maxItems = 3 } = schema as { minItems?: number; maxItems?: number };
    return fc.array(valid((schema.items ?? {}) as Schema), { minLength: minItems, maxLength: Math.min(maxItems, 3) });
  }
  if (type === 'integer' || type === 'number') return number(schema);
  if (type === 'boolean') return fc.boolean();
  if (type === 'null') return fc.constant(null);
  if (type === 'string') return text(schema);
  return anything;
}

function number({ minimum, maximum }: { minimum?: number; maximum?: number }): fc.Arbitrary<unknown> {
  const min = Math.max(minimum ?? -5, Number.MIN_SAFE_INTEGER);
  const max = Math.min(maximum ?? Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(0, ...known.ids).map((id) => Math.min(Math.max(id, min), max)) },
    { weight: 2, arbitrary: fc.integer({ min, max: Math.min(max, min + 40) }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(min, max, 2 ** 31, 2 ** 40).map((one) => Math.min(Math.max(one, min), max)),
    },
  );
}

function text(schema: Schema): fc.Arbitrary<unknown> {
  const {
    format,
    pattern,
    minLength = 0,
    maxLength = 200,
  } = schema as Record<string, never> & {
    minLength?: number;
    maxLength?: number;
  };
  if (format === 'email') {
    return fc.oneof(fc.constantFrom(...known.names), fc.emailAddress({ size: 'small' }));
  }
  if (format === 'date-time') {
    return fc
      .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString());
  }
  if (pattern) return fc.stringMatching(new RegExp(pattern), { maxLength: Math.min(maxLength, 30) });
  const words = fc.constantFrom(...known.texts).map((word) => word.padEnd(minLength, 'x').slice(0, maxLength));
  return fc.oneof(
    { weight: 3, arbitrary: words },
    {
      weight: 1,
      arbitrary: fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 20), unit: 'grapheme' }),
    },
    { weight: 1, arbitrary: fc.constantFrom(...nasty).map((one) => one.padEnd(minLength, 'x').slice(0, maxLength)) },
  );
}

function object(schema: Schema): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
  const required = (schema.required ?? []) as string[];
  return fc.record(Object.fromEntries(properties.map(([key, inner]) => [key, valid(inner)])), {
    requiredKeys: required as never[],
    noNullPrototype: true,
  });
}

/** The same value with something wrong in it: a field gone, one too many, or one of another kind. */
function spoilt(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(value, fc.nat(), anything, fc.constantFrom('drop', 'add', 'swap', 'swap', 'replace'))
    .map(([whole, place, strange, how]) => {
      if (how === 'replace' || typeof whole !== 'object' || whole === null) return strange;
      const copy: Schema = { ...(whole as Schema) };
      const keys = Object.keys(copy);
      const key = keys[place % Math.max(keys.length, 1)];
      if (how === 'add' || key === undefined) copy[`extra${place % 3}`] = strange;
      else if (how === 'drop') delete copy[key];
      else copy[key] = strange;
      return copy;
    });
}

const mostly = (schema: TSchema | undefined) => {
  if (!schema) return fc.constant(undefined);
  const good = valid(schema as unknown as Schema);
  return fc.oneof({ weight: 4, arbitrary: good }, { weight: 1, arbitrary: spoilt(good) });
};

const headers: fc.Arbitrary<Record<string, string>> = fc.oneof(
  { weight: 8, arbitrary: fc.constant({}) },
  { weight: 2, arbitrary: fc.constantFrom('a', 'b', 'c', 'x'.repeat(201)).map((key) => ({ 'idempotency-key': key })) },
  { weight: 1, arbitrary: fc.constant({ 'content-type': 'text/plain' }) },
  { weight: 1, arbitrary: fc.constant({ origin: 'http://evil.example' }) },
);

let desk: TestHouse;
let callers: Caller[];
beforeAll(async () => {
  desk = await testHouse();
  const [one, other] = [await desk.given.department(), await desk.given.department()];
  const mailbox = await desk.given.mailbox({ departmentId: one.id });
  const people = [
    await desk.given.agent({ profile: 'supervisor', in: [one.id], supervises: [other.id] }),
    await desk.given.member(one.id),
    await desk.given.member(other.id, 'viewer'),
    await desk.given.agent({ profile: 'operator' }),
  ];
  const contact = await desk.given.contact({ name: '佐藤 健' });
  const tickets = [];
  for (const departmentId of [one.id, one.id, other.id]) {
    tickets.push(await desk.given.ticket({ departmentId, requesterId: contact.id, subject: 'Invoice 請求書' }));
    tickets.push(await desk.given.ticket({ departmentId, type: 'internal', assigneeId: null }));
  }
  await desk.given.ticket({ departmentId: one.id, isDeleted: true });
  await desk.runJobs();
  // A weak administrator of settings would disable things under the others; the whole one is asked now and then.
  callers = [...people, ...people, desk.admin, null];
  const { choices } = await desk.call(desk.admin, 'getCatalog', {});
  known.ids = [
    ...tickets,
    ...people.map((one) => one.id),
    ...choices.map((choice) => choice.id),
    one.id,
    other.id,
    contact.id,
    mailbox.id,
  ];
  known.texts = ['invoice', '請求書', 'hello', '#1', 'Europe/Lisbon', '<p>Good <b>morning</b></p>', 'Root', 'x'];
  known.names = [...people.map((person) => person.email), ...contact.emails, mailbox.address, 'new@customer.example'];
});
afterAll(() => desk.close());

test(`${requestCount} requests of any kind: none fails, and every refusal is one its endpoint documents`, {
  timeout: 120_000,
}, async () => {
  // Looking for a mailbox's server, or ending the run for everybody, is not what is tested here.
  const names = (Object.keys(api) as Name[]).filter((name) => name !== 'setUp');
  const requests = fc.constantFrom(...names).chain((name) => {
    const spec: EndpointSpec = api[name];
    return fc.record({
      name: fc.constant(name),
      caller: fc.nat({ max: callers.length - 1 }),
      params: mostly(spec.params),
      query: mostly(spec.query),
      body: mostly(spec.body),
      headers,
    });
  });
  const answers = new Map<number, number>();
  const complaints = new Map<string, string>();
  await fc.assert(
    fc.asyncProperty(requests, async ({ name, caller, params, query, body, headers: extra }) => {
      const spec: EndpointSpec = api[name];
      const asObject = (value: unknown) => (typeof value === 'object' && value !== null ? value : {}) as Schema;
      const request: LooseRequest = { params: asObject(params), query: asObject(query), headers: { ...extra } };
      if (spec.body) {
        request.body = typeof body === 'object' && body !== null ? body : JSON.stringify(body ?? null);
        if (typeof request.body === 'string' && !extra['content-type'])
          request.headers = { ...extra, 'content-type': 'application/json' };
        if (extra['content-type']) request.body = JSON.stringify(body ?? null);
      }
      const answer = await desk.send(callers[caller] ?? null, name, request).catch((error: Error) => {
        const [first = ''] = error.message.split('\n');
        complaints.set(first, `${error.message}\n${JSON.stringify({ caller, ...request })}`);
      });
      if (!answer) return;
      answers.set(answer.statusCode, (answers.get(answer.statusCode) ?? 0) + 1);
    }),
    { numRuns: requestCount },
  );
  expect([...complaints.values()]).toEqual([]);
  // The requests have to get somewhere: many are answered well, and many are refused.
  expect((answers.get(200) ?? 0) + (answers.get(201) ?? 0), JSON.stringify([...answers])).toBeGreaterThan(
    requestCount / 10,
  );
  expect(answers.get(422) ?? 0).toBeGreaterThan(requestCount / 20);
});
