import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusalCode } from '../testing/client.ts';
import { day, minute, type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';
import { queueJob } from './jobs.ts';

let desk: TestApp;
let departmentId: number;
let agent: TestAgent;
beforeAll(async () => {
  desk = await testApp();
  departmentId = (await desk.given.department()).id;
  agent = await desk.given.member(departmentId);
});
afterAll(() => desk.close());

let count = 0;
const keyed = (key: string) => ({ headers: { 'idempotency-key': key } });
const comment = (number: number, text: string, key: string, by = agent) =>
  desk.call(by, 'comment', { params: { number }, body: { text }, ...keyed(key) });
const messageCount = async (number: number) =>
  (await desk.call(agent, 'listMessages', { params: { number } })).items.length;

describe('an Idempotency-Key', () => {
  test('returns the same response to the same request and does the work once', async () => {
    const number = await desk.given.ticket({ departmentId });
    const key = `key ${++count}`;
    const first = await comment(number, 'Once', key);
    expect(await comment(number, 'Once', key)).toEqual(first);
    expect(await messageCount(number)).toBe(2);
  });

  test('rejects a different request with the same key', async () => {
    const number = await desk.given.ticket({ departmentId });
    const key = `key ${++count}`;
    await comment(number, 'One', key);
    const other = { params: { number }, body: { text: 'Two' }, ...keyed(key) };
    expect(await refusalCode(desk.refusal(agent, 'comment', other))).toBe('idempotency_mismatch');
    const elsewhere = { params: { number }, body: { version: 1 }, ...keyed(key) };
    expect(await refusalCode(desk.refusal(agent, 'closeTicket', elsewhere))).toBe('idempotency_mismatch');
  });

  test('does the work once for simultaneous requests', async () => {
    const number = await desk.given.ticket({ departmentId });
    const key = `key ${++count}`;
    const answers = await Promise.all([1, 2, 3, 4].map(() => comment(number, 'At once', key)));
    expect(new Set(answers.map((one) => one.message.id)).size).toBe(1);
    expect(await messageCount(number)).toBe(2);
  });

  test('is separate for each agent', async () => {
    const number = await desk.given.ticket({ departmentId });
    const colleague = await desk.given.member(departmentId);
    const key = `key ${++count}`;
    const [mine, theirs] = [await comment(number, 'Mine', key), await comment(number, 'Theirs', key, colleague)];
    expect(theirs.message.id).not.toBe(mine.message.id);
  });

  test('does not store refusals', async () => {
    const other = await desk.given.department();
    const number = await desk.given.ticket({ departmentId: other.id });
    const request = { params: { number }, body: { text: 'Now?' }, ...keyed(`key ${++count}`) };
    expect(await refusalCode(desk.refusal(agent, 'comment', request))).toBe('not_found');
    const memberships = [departmentId, other.id].map((id) => ({ departmentId: id, role: 'agent' as const }));
    await desk.call(desk.admin, 'editAgent', { params: { id: agent.id }, body: { memberships } });
    await desk.call(agent, 'comment', request);
  });

  test('must have 1 to 200 characters', async () => {
    const number = await desk.given.ticket({ departmentId });
    const request = { params: { number }, body: { text: 'x' }, ...keyed('k'.repeat(201)) };
    expect(await refusalCode(desk.refusal(agent, 'comment', request))).toBe('bad_request');
  });

  test('expires after a day', async () => {
    const number = await desk.given.ticket({ departmentId });
    const key = `key ${++count}`;
    const first = await comment(number, 'Again', key);
    desk.clock.move(day + minute);
    await desk.inTransaction((ctx) => queueJob(ctx, 'platform:tidy', {}));
    await desk.runJobs();
    expect((await comment(number, 'Again', key)).message.id).not.toBe(first.message.id);
  });
});
