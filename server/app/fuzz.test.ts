import { api } from '@crossdesk/contracts/api.ts';
import type { EndpointSpec } from '@crossdesk/contracts/endpoint.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type KnownValues, mostlyValid, type Schema } from '../testing/arbitrary.ts';
import type { Caller, EndpointName, LooseRequest } from '../testing/client.ts';
import { type TestApp, testApp } from '../testing/test-app.ts';

const requestCount = 5_000;

const known: KnownValues = { ids: [], texts: [], names: [] };

const headers: fc.Arbitrary<Record<string, string>> = fc.oneof(
  { weight: 8, arbitrary: fc.constant({}) },
  { weight: 2, arbitrary: fc.constantFrom('a', 'b', 'c', 'x'.repeat(201)).map((key) => ({ 'idempotency-key': key })) },
  { weight: 1, arbitrary: fc.constant({ 'content-type': 'text/plain' }) },
  { weight: 1, arbitrary: fc.constant({ origin: 'http://evil.example' }) },
);

let desk: TestApp;
let callers: Caller[];
beforeAll(async () => {
  desk = await testApp();
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
  // Settings changes disable things for the other callers, so the administrator is used less often.
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

test(`${requestCount} random requests: none fails, and every problem is documented by its endpoint`, {
  timeout: 120_000,
}, async () => {
  // Setting up the company would end the run for all callers.
  const names = (Object.keys(api) as EndpointName[]).filter((name) => name !== 'setUp');
  const requests = fc.constantFrom(...names).chain((name) => {
    const spec: EndpointSpec = api[name];
    return fc.record({
      name: fc.constant(name),
      caller: fc.nat({ max: callers.length - 1 }),
      params: mostlyValid(spec.params, known),
      query: mostlyValid(spec.query, known),
      body: mostlyValid(spec.body, known),
      headers,
    });
  });
  const answers = new Map<number, number>();
  const failures = new Map<string, string>();
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
        failures.set(first, `${error.message}\n${JSON.stringify({ caller, ...request })}`);
      });
      if (!answer) return;
      answers.set(answer.statusCode, (answers.get(answer.statusCode) ?? 0) + 1);
    }),
    { numRuns: requestCount },
  );
  expect([...failures.values()]).toEqual([]);
  // The requests must be useful: many succeed and many are refused.
  expect((answers.get(200) ?? 0) + (answers.get(201) ?? 0), JSON.stringify([...answers])).toBeGreaterThan(
    requestCount / 10,
  );
  expect(answers.get(422) ?? 0).toBeGreaterThan(requestCount / 20);
});
