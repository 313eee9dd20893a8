import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let agent: TestAgent;
let number: number;
beforeAll(async () => {
  desk = await testApp();
  const department = await desk.given.department();
  agent = await desk.given.member(department.id, 'supervisor');
  number = await desk.given.ticket({ departmentId: department.id });
});
afterAll(() => desk.close());

const history = (query: { after?: string; limit?: number } = {}) =>
  desk.call(agent, 'listHistory', { params: { number }, query });

describe('the change history of a ticket', () => {
  test('ZV-36 ZV-42 ZV-46 records who did what and when, with values before and after', async () => {
    const request = { params: { number }, body: { version: 1, subject: 'Another', assigneeId: agent.id } };
    const answer = await desk.send(agent, 'editTicket', request);
    const [event] = (await history()).items;
    expect(event).toMatchObject({
      type: 'ticket.edited',
      actor: { kind: 'agent', id: agent.id, name: agent.name },
      requestId: answer.headers['x-request-id'],
    });
    expect(event?.changes).toContainEqual({ field: 'assigneeId', before: null, after: agent.id });
    expect(Date.parse(event?.at ?? '')).toBeLessThanOrEqual(desk.clock.now().getTime());
  });

  test('attributes changes by rules to the system', async () => {
    await desk.call(agent, 'reply', { params: { number }, body: { text: 'Hello' } });
    const events = (await history()).items.slice(0, 2).map((event) => [event.type, event.actor.kind]);
    expect(events).toContainEqual(['ticket.edited', 'system']);
    expect(events).toContainEqual(['message.added', 'agent']);
  });

  test('shows a receiver the share details of its own department only', async () => {
    const [mine, theirs] = [await desk.given.department(), await desk.given.department()];
    const receiver = await desk.given.member(mine.id, 'agent');
    const shared = await desk.given.ticket({ departmentId: agent.memberships[0]?.departmentId ?? 0 });
    const shares = [
      { departmentId: mine.id, question: 'Where is it?' },
      { departmentId: theirs.id, reason: 'A suspicion.' },
    ];
    await desk.call(agent, 'addShares', { params: { number: shared }, body: { shares } });
    const visible = await desk.call(receiver, 'listHistory', { params: { number: shared }, query: {} });
    expect(JSON.stringify(visible)).toContain('Where is it?');
    expect(JSON.stringify(visible)).not.toContain('A suspicion.');
    expect(JSON.stringify(await desk.call(agent, 'listHistory', { params: { number: shared }, query: {} }))).toContain(
      'A suspicion.',
    );
  });

  test('ZJ-23 does not tell a receiver who had the ticket before, and why it was transferred', async () => {
    const [from, to, third] = [
      await desk.given.department(),
      await desk.given.department(),
      await desk.given.department(),
    ];
    await desk.call(desk.admin, 'createRoutingRule', { body: { name: 'All', departmentId: to.id } });
    const emi = await desk.given.member(from.id);
    const [clara, tomas] = [await desk.given.member(to.id), await desk.given.member(to.id)];
    const guest = await desk.given.member(third.id);
    const params = { number: await desk.given.ticket({ departmentId: from.id, assigneeId: emi.id }) };
    const moved = { version: 1, departmentId: to.id, note: 'Internal.', reason: 'They failed twice' };
    await desk.call(emi, 'transferTicket', { params, body: moved });
    const versionOf = async () => (await desk.call(clara, 'getTicket', { params })).version;
    for (const { id: assigneeId } of [clara, tomas])
      await desk.call(clara, 'editTicket', { params, body: { version: await versionOf(), assigneeId } });
    await desk.call(clara, 'addShares', { params, body: { shares: [{ departmentId: third.id }] } });
    const seenBy = async (one: TestAgent) => {
      const { items } = await desk.call(one, 'listHistory', { params, query: {} });
      const fields = new Set(items.flatMap((event) => event.changes.map((change) => change.field)));
      return { types: new Set(items.map((event) => event.type)), fields, text: JSON.stringify(items) };
    };
    for (const one of [clara, emi]) {
      const { types, text } = await seenBy(one);
      expect(types).toContain('ticket.transferred');
      expect(text).toContain('They failed twice');
    }
    const { types, fields, text } = await seenBy(guest);
    expect(text).not.toContain('They failed twice');
    expect([...types].filter((type) => ['ticket.transferred', 'ticket.edited'].includes(type))).toEqual([]);
    expect(types).toContain('ticket.created');
    expect([...fields].filter((field) => ['departmentId', 'assigneeId'].includes(field))).toEqual([]);
  });

  test('is paged, newest first', async () => {
    const all = (await history()).items;
    const first = await history({ limit: 2 });
    const rest = await history({ limit: 100, after: first.next ?? '' });
    expect([...first.items, ...rest.items]).toEqual(all);
    expect(all.map((event) => event.id)).toEqual(all.map((event) => event.id).sort((a, b) => b - a));
    expect(rest.next).toBeNull();
  });
});
