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
const mailed = () => desk.mail.sent.flatMap((mail) => mail.to.map((one) => one.address)).sort();
const bell = async (who: TestAgent) =>
  (await desk.call(who, 'listNotifications', { query: {} })).items.filter((one) => one.number === number);
const emails = (...people: TestAgent[]) => people.map((one) => one.email).sort();

describe('who hears of a shared ticket', () => {
  test('ZE-46 ZJ-30 every active agent of the receiving department gets one mail at once, nobody else', async () => {
    await share();
    await desk.runJobs();
    expect(mailed()).toEqual(emails(first, second));
    expect(desk.mail.sent.map((mail) => mail.to.length)).toEqual([1, 1]);
  });

  test('ZE-46 whoever shares is not told, though they work in the receiving department too', async () => {
    const both = await desk.given.agent({ in: [support, security] });
    await share({}, both);
    await desk.runJobs();
    expect(mailed()).toEqual(emails(first, second));
    await desk.call(desk.admin, 'editAgent', { params: { id: both.id }, body: { isActive: false } });
  });

  test('C-09 a share narrowed to one agent tells that one only', async () => {
    await share({ agentIds: [second.id] });
    await desk.runJobs();
    expect(mailed()).toEqual(emails(second));
    expect(await bell(first)).toEqual([]);
  });

  test('ZJ-32 sharing again tells again; the same level saved again tells nobody; a raised level does', async () => {
    const version = await share({ level: 'read_only' });
    await desk.runJobs();
    await editShare(version, { level: 'read_only' });
    await desk.runJobs();
    expect(mailed()).toEqual(emails(first, second));
    await editShare(version, { level: 'full' });
    await desk.runJobs();
    expect(mailed()).toEqual(emails(first, first, second, second));
    await desk.call(owner, 'removeShare', { params: { number, departmentId: security }, query: {} });
    await share();
    await desk.runJobs();
    expect(mailed()).toEqual(emails(first, first, first, second, second, second));
  });

  test('opening a narrowed share to others tells only those who were not let in before', async () => {
    const version = await share({ agentIds: [first.id] });
    await desk.runJobs();
    await editShare(version, { agentIds: null });
    await desk.runJobs();
    expect(mailed()).toEqual(emails(first, second));
  });

  test('a job that runs twice tells once', async () => {
    await share();
    await desk.runJobs();
    const { id } = await desk.services.db
      .selectFrom('event')
      .select('id')
      .where('type', '=', 'ticket.shared')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    await notify(desk.services, { eventId: id });
    await desk.runJobs();
    expect(mailed()).toEqual(emails(first, second));
    expect(await bell(first)).toHaveLength(1);
  });

  test('a share that ended before the job ran tells nobody', async () => {
    await share();
    await desk.call(owner, 'removeShare', { params: { number, departmentId: security }, query: {} });
    await desk.runJobs();
    expect(mailed()).toEqual([]);
    expect(await bell(first)).toEqual([]);
  });

  test('a mail that could not leave yet is taken back when the share ends, and the bell forgets it', async () => {
    desk.mail.refuse('temporary');
    await share();
    await desk.runJobs({ mayFail: true });
    expect(await bell(first)).toHaveLength(1);
    await desk.call(owner, 'removeShare', { params: { number, departmentId: security }, query: {} });
    await desk.runJobs();
    desk.mail.refuse(null);
    desk.clock.move(60 * minute);
    await desk.runJobs();
    expect(mailed()).toEqual([]);
    expect(await bell(first)).toEqual([]);
  });
});

describe('what the mail says', () => {
  test('each in their own language, marked as automatic, from the department and answerable', async () => {
    await share({ reason: 'fraud', question: 'Known device?' });
    await desk.runJobs();
    const english = desk.mail.lastTo(first.email);
    expect(english.subject).toBe(`Support shared #${number} with Security: Suspicious transfer`);
    expect(english.text).toContain('Your access: Full');
    expect(english.text).toContain('Why: fraud');
    expect(english.text).toContain('You are asked: Known device?');
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

  test('what the share hides is hidden in the mail and behind the bell', async () => {
    await share({ isCustomerMasked: true, hiddenFields: ['priority'] });
    await desk.runJobs();
    const { text, subject } = desk.mail.lastTo(first.email);
    expect(text).toContain('Customer: M. I.');
    expect(`${subject} ${text}`).not.toMatch(/Mina|customer\.example/);
  });
});

describe('behind the bell', () => {
  test('new ones are counted until they are read, one by one, by ticket or all at once', async () => {
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

  test('nobody reads or marks those of somebody else', async () => {
    await share();
    await desk.runJobs();
    const [mine] = await bell(first);
    await desk.call(owner, 'readNotifications', { body: { ids: [mine?.id ?? 0] } });
    expect((await bell(first))[0]?.isRead).toBe(false);
  });

  test('an ended share is told without anything of the ticket, where the department asks for that', async () => {
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

  test('the sharer hears that a department has answered', async () => {
    await share({ question: 'Known device?' });
    await desk.call(first, 'answerShare', { params: { number, departmentId: security }, body: { answer: 'No.' } });
    await desk.runJobs();
    expect(await bell(owner)).toMatchObject([{ kind: 'share_answered', actorName: 'Finn First', isOwn: true }]);
    expect(await bell(colleague)).toEqual([]);
  });
});

describe('the responsible', () => {
  const assign = async (to: TestAgent, by: TestAgent) => {
    const { version } = await desk.call(by, 'getTicket', { params: { number } });
    await desk.call(by, 'editTicket', { params: { number }, body: { version, assigneeId: to.id } });
    await desk.runJobs();
  };
  const comment = (who: TestAgent, text: string) => desk.call(who, 'comment', { params: { number }, body: { text } });

  test('hears of being made responsible by somebody else, not of taking it', async () => {
    await assign(owner, owner);
    expect(await bell(owner)).toEqual([]);
    await assign(colleague, owner);
    expect(await bell(colleague)).toMatchObject([{ kind: 'assigned', actorName: 'Olga Owner' }]);
  });

  test('ZV-41 C-24 hears of every action of others, never of their own', async () => {
    await assign(owner, owner);
    await comment(owner, 'my own');
    await desk.runJobs();
    expect(await bell(owner)).toEqual([]);
    await comment(colleague, 'have a look');
    await desk.runJobs();
    expect(await bell(owner)).toMatchObject([{ kind: 'action_added', actorName: 'Cora Colleague', count: 1 }]);
  });

  test('C-24 actions within a minute are told once, with the last; later ones anew', async () => {
    await setRule(support, 'action_added', 'email', true);
    await assign(owner, owner);
    for (const text of ['one', 'two', 'three']) {
      await comment(colleague, text);
      await desk.runJobs();
    }
    expect(await bell(owner)).toMatchObject([{ count: 3 }]);
    expect(mailed()).toEqual([]);
    desk.clock.move(minute + 1000);
    await desk.runJobs();
    expect(mailed()).toEqual(emails(owner));
    const mail = desk.mail.lastTo(owner.email);
    expect(mail.subject).toContain('3 new actions');
    expect(mail.text).toContain('three');
    await comment(colleague, 'four');
    await desk.runJobs();
    expect(await bell(owner)).toHaveLength(2);
    desk.clock.move(minute + 1000);
    await desk.runJobs();
    expect(mailed()).toEqual(emails(owner, owner));
    await setRule(support, 'action_added', 'email', false);
  });

  test('a preference switches one means off for one person (C-24)', async () => {
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
  test('the owner sees each person, by what means and how it went; a receiver does not', async () => {
    desk.mail.refuse('permanent');
    await share();
    await desk.runJobs();
    desk.mail.refuse(null);
    await desk.call(first, 'readNotifications', { body: {} });
    const { items } = await desk.call(owner, 'listNotices', { params: { number } });
    const told = items.map((one) => [one.agentId, one.means, one.state]).sort();
    expect(told).toEqual(
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
