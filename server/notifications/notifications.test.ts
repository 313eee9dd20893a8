import type { NotificationKind, NotificationMeans } from '@crossdesk/contracts/notifications.ts';
import type { NewShare } from '@crossdesk/contracts/sharing.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { minute, type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';
import { notify } from './commands/notify.ts';

let desk: TestApp;
let support: number;
let security: number;
let owner: TestAgent;
let colleague: TestAgent;
let first: TestAgent;
let second: TestAgent;
let number: number;

beforeAll(async () => {
  desk = await testApp();
  support = (await desk.given.department({ name: 'Support' })).id;
  security = (await desk.given.department({ name: 'Security' })).id;
  await desk.given.mailbox({ departmentId: support, address: 'support@desk.example' });
  owner = await desk.given.agent({ name: 'Olga Owner', in: [support] });
  colleague = await desk.given.agent({ name: 'Cora Colleague', in: [support] });
  first = await desk.given.agent({ name: 'Finn First', in: [security] });
  second = await desk.given.agent({ name: 'Sara Second', in: [security], locale: 'ja' });
  await desk.given.agent({ name: 'Gone', in: [security], isActive: false });
  await setRule(security, 'share_received', 'email', true);
});
afterAll(() => desk.close());

beforeEach(async () => {
  const { id } = await desk.given.contact({ name: 'Mina Ito' });
  number = await desk.given.ticket({
    departmentId: support,
    subject: 'Suspicious transfer',
    requesterId: id,
    assigneeId: null,
  });
  await desk.runJobs();
  desk.mail.sent.length = 0;
});

const setRule = (id: number, kind: NotificationKind, means: NotificationMeans, isOn: boolean) =>
  desk.call(desk.admin, 'setNotificationRule', { params: { id }, body: { kind, means, isOn } });
const share = async (given: Partial<NewShare> = {}, as: TestAgent = owner) => {
  const { items } = await desk.call(as, 'addShares', {
    params: { number },
    body: { shares: [{ departmentId: security, ...given }] },
  });
  return items.find((one) => one.departmentId === (given.departmentId ?? security))?.version ?? 0;
};
const editShare = (version: number, change: object) =>
  desk.call(owner, 'editShare', { params: { number, departmentId: security }, body: { version, ...change } });
const mailedAddresses = () => desk.mail.sent.flatMap((mail) => mail.to.map((one) => one.address)).sort();
const bell = async (who: TestAgent) =>
  (await desk.call(who, 'listNotifications', { query: {} })).items.filter((one) => one.number === number);
const emails = (...people: TestAgent[]) => people.map((one) => one.email).sort();

describe('recipients of a shared ticket', () => {
  test('ZE-46 ZJ-30 every active agent of the receiving department gets one email immediately, nobody else', async () => {
    await share();
    await desk.runJobs();
    expect(mailedAddresses()).toEqual(emails(first, second));
    expect(desk.mail.sent.map((mail) => mail.to.length)).toEqual([1, 1]);
  });

  test('ZE-46 the agent who shares is not notified, even as a member of the receiving department', async () => {
    const both = await desk.given.agent({ in: [support, security] });
    await share({}, both);
    await desk.runJobs();
    expect(mailedAddresses()).toEqual(emails(first, second));
    await desk.call(desk.admin, 'editAgent', { params: { id: both.id }, body: { isActive: false } });
  });

  test('C-09 a share limited to one agent notifies only that agent', async () => {
    await share({ agentIds: [second.id] });
    await desk.runJobs();
    expect(mailedAddresses()).toEqual(emails(second));
    expect(await bell(first)).toEqual([]);
  });

  test('ZJ-32 sharing again notifies again; saving the same level does not; raising the level does', async () => {
    const version = await share({ level: 'read_only' });
    await desk.runJobs();
    await editShare(version, { level: 'read_only' });
    await desk.runJobs();
    expect(mailedAddresses()).toEqual(emails(first, second));
    await editShare(version, { level: 'full' });
    await desk.runJobs();
    expect(mailedAddresses()).toEqual(emails(first, first, second, second));
    await desk.call(owner, 'removeShare', { params: { number, departmentId: security }, query: {} });
    await share();
    await desk.runJobs();
    expect(mailedAddresses()).toEqual(emails(first, first, first, second, second, second));
  });

  test('widening a limited share notifies only agents without access before', async () => {
    const version = await share({ agentIds: [first.id] });
    await desk.runJobs();
    await editShare(version, { agentIds: null });
    await desk.runJobs();
    expect(mailedAddresses()).toEqual(emails(first, second));
  });

  test('an event that is handled twice notifies once', async () => {
    await share();
    await desk.runJobs();
    await desk.inTransaction(async (ctx) => {
      const rows = ctx.tx.selectFrom('event').selectAll().where('type', '=', 'ticket.shared');
      await notify(ctx, [await rows.orderBy('id', 'desc').executeTakeFirstOrThrow()]);
    });
    await desk.runJobs();
    expect(mailedAddresses()).toEqual(emails(first, second));
    expect(await bell(first)).toHaveLength(1);
  });

  test('a share that ended before its event was handled notifies nobody', async () => {
    await share();
    await desk.call(owner, 'removeShare', { params: { number, departmentId: security }, query: {} });
    await desk.runJobs();
    expect(mailedAddresses()).toEqual([]);
    expect(await bell(first)).toEqual([]);
  });

  test('an unsent email is canceled when the share ends, and the notification is removed from the bell', async () => {
    desk.mail.refuse('temporary');
    await share();
    await desk.runJobs({ mayFail: true });
    expect(await bell(first)).toHaveLength(1);
    await desk.call(owner, 'removeShare', { params: { number, departmentId: security }, query: {} });
    await desk.runJobs();
    desk.mail.refuse(null);
    desk.clock.move(60 * minute);
    await desk.runJobs();
    expect(mailedAddresses()).toEqual([]);
    expect(await bell(first)).toEqual([]);
  });
});

describe('content of the email', () => {
  test('is in the language of its reader, marked as automatic, from the department and accepts replies', async () => {
    await share({ reason: 'fraud', question: 'Known device?' });
    await desk.runJobs();
    const english = desk.mail.lastTo(first.email);
    expect(english.subject).toBe(`Support shared #${number} with Security: Suspicious transfer`);
    expect(english.text).toContain('Your access level is Full.');
    expect(english.text).toContain('Reason: fraud');
    expect(english.text).toContain('Question: Known device?');
    expect(english.text).toContain(`http://desk.example/tickets/shared/${number}`);
    expect(english.text).not.toMatch(/\n{3}/);
    expect(english.from.address).toBe('support@desk.example');
    expect(english.envelopeFrom).toBe('');
    expect(english.headers).toEqual({
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      Precedence: 'bulk',
      'X-Crossdesk-Loop': 'desk.example',
    });
    expect(english.messageId).toMatch(new RegExp(`^hd\\.${number}\\.n\\d+\\.`));
    expect(desk.mail.lastTo(second.email).text).toContain('アクセス権：フルアクセス');
  });

  test('hides what the share hides, like the bell', async () => {
    await share({ isCustomerMasked: true, hiddenFields: ['priority'] });
    await desk.runJobs();
    const { text, subject } = desk.mail.lastTo(first.email);
    expect(text).toContain('Requester: M. I.');
    expect(`${subject} ${text}`).not.toMatch(/Mina|customer\.example/);
  });
});

describe('the bell', () => {
  test('counts notifications until read one by one, by ticket or all at once', async () => {
    const reader = await desk.given.member(security);
    const unread = async () => (await desk.call(reader, 'countNotifications', {})).unread;
    await share();
    await desk.runJobs();
    expect(await unread()).toBe(1);
    const [one] = await bell(reader);
    expect(one).toMatchObject({
      kind: 'share_received',
      subject: 'Suspicious transfer',
      actorName: 'Olga Owner',
      departmentId: security,
      isOwn: false,
      isRead: false,
      count: 1,
    });
    expect(await desk.call(reader, 'readNotifications', { body: { number } })).toEqual({ unread: 0 });
    expect((await bell(reader))[0]?.isRead).toBe(true);
    await desk.call(desk.admin, 'editAgent', { params: { id: reader.id }, body: { isActive: false } });
  });

  test('agents cannot read or mark notifications of others', async () => {
    await share();
    await desk.runJobs();
    const [mine] = await bell(first);
    await desk.call(owner, 'readNotifications', { body: { ids: [mine?.id ?? 0] } });
    expect((await bell(first))[0]?.isRead).toBe(false);
  });

  test('an ended share is shown without ticket content, if the department turned that on', async () => {
    await setRule(security, 'share_changed', 'app', true);
    await setRule(security, 'share_changed', 'email', true);
    await share();
    await desk.runJobs();
    desk.mail.sent.length = 0;
    await desk.call(owner, 'removeShare', { params: { number, departmentId: security }, query: {} });
    await desk.runJobs();
    expect(await bell(first)).toMatchObject([{ kind: 'share_changed', subject: null, number }]);
    const { text, subject } = desk.mail.lastTo(first.email);
    expect(subject).toBe(`#${number} is no longer shared with Security`);
    expect(text).not.toMatch(/Suspicious|Mina|hd\./);
    await setRule(security, 'share_changed', 'app', false);
    await setRule(security, 'share_changed', 'email', false);
  });

  test('the agent who shared is notified of an answer', async () => {
    await share({ question: 'Known device?' });
    await desk.call(first, 'answerShare', { params: { number, departmentId: security }, body: { answer: 'No.' } });
    await desk.runJobs();
    expect(await bell(owner)).toMatchObject([{ kind: 'share_answered', actorName: 'Finn First', isOwn: true }]);
    expect(await bell(colleague)).toEqual([]);
  });
});

describe('the assignee', () => {
  const assign = async (to: TestAgent, by: TestAgent) => {
    const { version } = await desk.call(by, 'getTicket', { params: { number } });
    await desk.call(by, 'editTicket', { params: { number }, body: { version, assigneeId: to.id } });
    await desk.runJobs();
  };
  const comment = (who: TestAgent, text: string) => desk.call(who, 'comment', { params: { number }, body: { text } });

  test('is notified when assigned by someone else, not when claiming the ticket', async () => {
    await assign(owner, owner);
    expect(await bell(owner)).toEqual([]);
    await assign(colleague, owner);
    expect(await bell(colleague)).toMatchObject([{ kind: 'assigned', actorName: 'Olga Owner' }]);
  });

  test("ZV-41 C-24 is notified of others' messages, never of their own", async () => {
    await assign(owner, owner);
    await comment(owner, 'my own');
    await desk.runJobs();
    expect(await bell(owner)).toEqual([]);
    await comment(colleague, 'have a look');
    await desk.runJobs();
    expect(await bell(owner)).toMatchObject([{ kind: 'action_added', actorName: 'Cora Colleague', count: 1 }]);
  });

  test('C-24 messages within a minute are combined into one email with the last; later ones are sent separately', async () => {
    await setRule(support, 'action_added', 'email', true);
    await assign(owner, owner);
    for (const text of ['one', 'two', 'three']) {
      await comment(colleague, text);
      await desk.runJobs();
    }
    expect(await bell(owner)).toMatchObject([{ count: 3 }]);
    expect(mailedAddresses()).toEqual([]);
    desk.clock.move(minute + 1000);
    await desk.runJobs();
    expect(mailedAddresses()).toEqual(emails(owner));
    const mail = desk.mail.lastTo(owner.email);
    expect(mail.subject).toContain('3 new messages');
    expect(mail.text).toContain('three');
    await comment(colleague, 'four');
    await desk.runJobs();
    expect(await bell(owner)).toHaveLength(2);
    desk.clock.move(minute + 1000);
    await desk.runJobs();
    expect(mailedAddresses()).toEqual(emails(owner, owner));
    await setRule(support, 'action_added', 'email', false);
  });

  test('a preference turns one channel off for one agent (C-24)', async () => {
    await assign(owner, owner);
    const set = (isOn: boolean) =>
      desk.call(owner, 'setNotificationPreference', { body: { kind: 'action_added', means: 'app', isOn } });
    expect((await set(false)).items.find((one) => one.kind === 'action_added')?.app).toBe(false);
    await comment(colleague, 'unheard');
    await desk.runJobs();
    expect(await bell(owner)).toEqual([]);
    await set(true);
  });
});

describe('who was notified', () => {
  test('the owner sees each recipient, channel and state; a receiver does not', async () => {
    desk.mail.refuse('permanent');
    await share();
    await desk.runJobs();
    desk.mail.refuse(null);
    await desk.call(first, 'readNotifications', { body: {} });
    const { items } = await desk.call(owner, 'listNotices', { params: { number } });
    const notices = items.map((one) => [one.agentId, one.means, one.state]).sort();
    expect(notices).toEqual(
      [
        [first.id, 'app', 'read'],
        [first.id, 'email', 'failed'],
        [second.id, 'app', 'delivered'],
        [second.id, 'email', 'failed'],
      ].sort(),
    );
    expect(items.every((one) => one.departmentId === security)).toBe(true);
    expect((await desk.refusal(first, 'listNotices', { params: { number } })).code).toBe('refused');
  });
});

describe('a transferred ticket', () => {
  test('TT-08 TT-24 the new assignee gets one notification of the assignment, the department none', async () => {
    await desk.call(desk.admin, 'createRoutingRule', { body: { name: 'All', departmentId: security } });
    const receiver = await desk.given.member(security);
    await desk.given.availability(receiver.id);
    const { version } = await desk.call(owner, 'getTicket', { params: { number } });
    await desk.call(owner, 'transferTicket', {
      params: { number },
      body: { version, departmentId: security, agentId: receiver.id, note: 'Please check the account.' },
    });
    await desk.runJobs();
    expect((await bell(receiver)).map((one) => one.kind)).toEqual(['assigned']);
    for (const other of [first, second, colleague]) expect(await bell(other)).toEqual([]);
  });
});
