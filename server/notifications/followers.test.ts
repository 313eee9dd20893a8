import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { minute, type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let support: number;
let logistics: number;
let emi: TestAgent;
let sora: TestAgent;
let clara: TestAgent;
let number: number;

beforeAll(async () => {
  desk = await testApp();
  support = (await desk.given.department({ name: 'Support' })).id;
  logistics = (await desk.given.department({ name: 'Logistics' })).id;
  for (const departmentId of [support, logistics])
    await desk.call(desk.admin, 'createRoutingRule', { body: { name: 'All', departmentId } });
});
afterAll(() => desk.close());

beforeEach(async () => {
  [emi, sora] = [await desk.given.member(support), await desk.given.member(support)];
  clara = await desk.given.member(logistics);
  await desk.given.availability(clara.id);
  number = await desk.given.ticket({ departmentId: support, assigneeId: emi.id });
  await desk.runJobs();
});

const ticketOf = (who: TestAgent) => desk.call(who, 'getTicket', { params: { number } });
const follow = (who: TestAgent) => desk.call(who, 'followTicket', { params: { number }, body: {} });
const unfollow = (who: TestAgent) => desk.call(who, 'unfollowTicket', { params: { number }, body: {} });
const comment = async (who: TestAgent, text = 'Have a look.', mentionIds: number[] = []) => {
  await desk.call(who, 'comment', { params: { number }, body: { text, mentionIds } });
  await desk.runJobs();
};
const edit = async (who: TestAgent, change: object) => {
  const { version } = await ticketOf(who);
  await desk.call(who, 'editTicket', { params: { number }, body: { version, ...change } });
  await desk.runJobs();
};
const statusIn = async (state: string): Promise<number> => {
  const { choices } = await desk.call(emi, 'getCatalog', {});
  return choices.find((one) => one.kind === 'status' && one.baseState === state)?.id ?? 0;
};
const transfer = async (who: TestAgent, terms: object = {}) => {
  const { version } = await ticketOf(who);
  const body = { version, departmentId: logistics, note: 'Please take it.', ...terms };
  await desk.call(who, 'transferTicket', { params: { number }, body });
  await desk.runJobs();
};
const share = (departmentId: number) =>
  desk.call(emi, 'addShares', { params: { number }, body: { shares: [{ departmentId, level: 'read_only' }] } });
const bell = async (who: TestAgent) =>
  (await desk.call(who, 'listNotifications', { query: {} })).items.filter((one) => one.number === number);
const kinds = async (who: TestAgent) => (await bell(who)).map((one) => one.kind);
const storedFollowers = () =>
  desk.inTransaction(async (ctx) =>
    (await ctx.tx.selectFrom('ticket_follower').select('agent_id').where('ticket_id', '=', number).execute()).map(
      (row) => row.agent_id,
    ),
  );

describe('following', () => {
  test('TT-15 starts and ends for the agent only, and doing it twice changes nothing', async () => {
    expect((await ticketOf(sora)).isFollowing).toBe(false);
    for (const _ of [1, 2]) expect(await follow(sora)).toMatchObject({ number, isFollowing: true });
    expect((await ticketOf(sora)).isFollowing).toBe(true);
    expect((await ticketOf(emi)).isFollowing).toBe(false);
    await desk.call(sora, 'comment', { params: { number }, body: { text: 'Still here.' } });
    expect((await ticketOf(sora)).isFollowing).toBe(true);
    for (const _ of [1, 2]) expect((await unfollow(sora)).isFollowing).toBe(false);
    await comment(emi);
    expect(await kinds(sora)).toEqual([]);
  });

  test('needs a ticket the agent can read', async () => {
    for (const name of ['followTicket', 'unfollowTicket'] as const)
      expect((await desk.refusal(clara, name, { params: { number }, body: {} })).code).toBe('not_found');
    expect((await desk.refusal(clara, 'listFollowers', { params: { number } })).code).toBe('not_found');
    expect(await storedFollowers()).toEqual([]);
  });

  test('owners see who follows and can read the ticket now, receivers do not', async () => {
    await share(logistics);
    await follow(clara);
    await follow(sora);
    const { items } = await desk.call(emi, 'listFollowers', { params: { number } });
    expect(items.map((one) => [one.agentId, one.name])).toEqual([
      [clara.id, clara.name],
      [sora.id, sora.name],
    ]);
    expect((await desk.refusal(clara, 'listFollowers', { params: { number } })).code).toBe('refused');
    await desk.call(desk.admin, 'editAgent', { params: { id: sora.id }, body: { isActive: false } });
    const left = await desk.call(emi, 'listFollowers', { params: { number } });
    expect(left.items.map((one) => one.agentId)).toEqual([clara.id]);
  });
});

describe('a follower', () => {
  test('TT-15 a former holder who follows is notified, also of internal comments, and can read them', async () => {
    await follow(emi);
    await transfer(sora, { agentId: clara.id });
    await unfollow(emi);
    await desk.call(emi, 'readNotifications', { body: {} });
    await follow(emi);
    await comment(clara, 'The parcel is found.');
    expect((await bell(emi))[0]).toMatchObject({ kind: 'action_added', actorName: clara.name, isOwn: false });
    const { items } = await desk.call(emi, 'listMessages', { params: { number } });
    expect(items.some((one) => one.text.includes('The parcel is found.'))).toBe(true);
  });

  test('TT-15 a former holder who can no longer read the ticket is notified of nothing', async () => {
    await follow(sora);
    await transfer(emi, { keep: 'nothing', agentId: clara.id });
    expect(await kinds(sora)).toEqual([]);
    await comment(clara);
    await desk.call(clara, 'closeTicket', { params: { number }, body: { version: (await ticketOf(clara)).version } });
    await desk.runJobs();
    expect(await kinds(sora)).toEqual([]);
    const { items } = await desk.call(clara, 'listFollowers', { params: { number } });
    expect(items).toEqual([]);
  });

  test('who left the department is notified of nothing', async () => {
    await follow(sora);
    await desk.call(desk.admin, 'editAgent', { params: { id: sora.id }, body: { memberships: [] } });
    await comment(emi);
    await desk.call(desk.admin, 'editAgent', {
      params: { id: sora.id },
      body: { memberships: [{ departmentId: support, role: 'agent' }] },
    });
    expect(await kinds(sora)).toEqual([]);
    await comment(emi);
    expect(await kinds(sora)).toEqual(['action_added']);
  });

  test('of a shared ticket is notified until the share ends, and no longer follows then', async () => {
    await share(logistics);
    await follow(clara);
    await follow(sora);
    await comment(emi, 'While shared.');
    expect((await kinds(clara))[0]).toBe('action_added');
    await desk.call(emi, 'removeShare', { params: { number, departmentId: logistics }, query: {} });
    await comment(emi, 'Only for us.');
    expect(await kinds(clara)).toEqual([]);
    expect(await storedFollowers()).toEqual([sora.id]);
    await share(logistics);
    expect((await ticketOf(clara)).isFollowing).toBe(false);
  });

  test('is notified of status changes and transfers by others, never of their own', async () => {
    await follow(sora);
    await edit(sora, { statusId: await statusIn('pending') });
    await comment(sora);
    expect(await kinds(sora)).toEqual([]);
    await edit(emi, { statusId: await statusIn('on_hold') });
    await edit(emi, { tags: ['fragile'] });
    expect(await bell(sora)).toMatchObject([{ kind: 'status_changed', actorName: emi.name, count: 1 }]);
    await transfer(emi, { agentId: clara.id });
    expect(await bell(sora)).toMatchObject([
      { kind: 'ticket_moved', actorName: emi.name, departmentId: logistics },
      { kind: 'status_changed' },
    ]);
    await edit(clara, { statusId: await statusIn('open') });
    expect((await bell(sora)).map((one) => [one.kind, one.count])).toEqual([
      ['ticket_moved', 1],
      ['status_changed', 2],
    ]);
  });

  test('is not notified of the status that a message changes, only of the message', async () => {
    await edit(emi, { statusId: await statusIn('resolved') });
    await follow(sora);
    await desk.given.message(number, { isQuiet: false });
    await desk.runJobs();
    expect((await ticketOf(emi)).baseState).not.toBe('resolved');
    expect(await kinds(sora)).toEqual(['action_added']);
  });

  test('C-24 gets one notification for messages within a minute', async () => {
    await follow(sora);
    for (const text of ['one', 'two', 'three']) await comment(emi, text);
    expect(await bell(sora)).toMatchObject([{ kind: 'action_added', count: 3 }]);
    desk.clock.move(minute + 1000);
    await comment(emi, 'four');
    expect(await bell(sora)).toMatchObject([{ count: 1 }, { count: 3 }]);
  });

  test('is notified once if they are also responsible, mentioned or newly assigned', async () => {
    await follow(emi);
    await follow(sora);
    await comment(sora, 'For the responsible.');
    expect(await kinds(emi)).toEqual(['action_added', 'assigned']);
    expect((await bell(emi))[0]?.count).toBe(1);
    await comment(emi, 'Please help.', [sora.id]);
    expect(await kinds(sora)).toEqual(['mentioned']);
    await share(logistics);
    await follow(clara);
    await transfer(emi, { agentId: clara.id });
    expect((await kinds(clara)).filter((kind) => !kind.startsWith('share_'))).toEqual(['assigned']);
    expect(await kinds(sora)).toEqual(['ticket_moved', 'mentioned']);
  });

  test('by the rules of the department and their own preferences', async () => {
    await follow(sora);
    const set = (isOn: boolean) =>
      desk.call(sora, 'setNotificationPreference', { body: { kind: 'status_changed', means: 'app', isOn } });
    await set(false);
    await edit(emi, { statusId: await statusIn('pending') });
    expect(await kinds(sora)).toEqual([]);
    await set(true);
    await desk.call(desk.admin, 'setNotificationRule', {
      params: { id: support },
      body: { kind: 'status_changed', means: 'email', isOn: true },
    });
    await edit(emi, { statusId: await statusIn('on_hold') });
    desk.clock.move(minute + 1000);
    await desk.runJobs();
    expect(desk.mail.lastTo(sora.email).text).toContain(`${emi.name} changed the status of a ticket you follow.`);
  });
});
