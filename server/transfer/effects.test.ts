import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { minute, type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let support: number;
let logistics: number;
let emi: TestAgent;
let sora: TestAgent;
let grace: TestAgent;
let clara: TestAgent;
let tomas: TestAgent;

beforeAll(async () => {
  desk = await testApp();
  await desk.runJobs();
  support = (await desk.given.department({ name: 'Support' })).id;
  logistics = (await desk.given.department({ name: 'Logistics' })).id;
  for (const departmentId of [support, logistics])
    await desk.call(desk.admin, 'createRoutingRule', { body: { name: 'All', departmentId } });
  [emi, sora] = [await desk.given.member(support), await desk.given.member(support)];
  grace = await desk.given.agent({ profile: 'supervisor', supervises: [support] });
  [clara, tomas] = [await desk.given.member(logistics), await desk.given.member(logistics)];
});
afterAll(() => desk.close());

const ticketOf = (agent: TestAgent, number: number) => desk.call(agent, 'getTicket', { params: { number } });
/** A ticket of Support that Emi has, with its version. */
async function given() {
  const number = await desk.given.ticket({ departmentId: support, assigneeId: emi.id });
  await desk.runJobs();
  desk.mail.sent.length = 0;
  return { number, version: (await ticketOf(emi, number)).version };
}
const transfer = (
  by: TestAgent,
  { number, version }: { number: number; version: number },
  terms: Record<string, unknown> = {},
) =>
  desk.call(by, 'transferTicket', {
    params: { number },
    body: { version, departmentId: logistics, note: 'Please take it.', ...terms },
  });
const bell = async (who: TestAgent, number: number) =>
  (await desk.call(who, 'listNotifications', { query: {} })).items.filter(
    // Emi was assigned the ticket to begin with.
    (one) => one.number === number && !(who === emi && one.kind === 'assigned'),
  );

describe('after a transfer', () => {
  test('TT-24 the department is notified when the ticket waits there, and nobody of it when someone has it', async () => {
    for (const who of [clara, tomas]) await desk.given.availability(who.id, 'away');
    const waiting = await given();
    await transfer(emi, waiting, { reason: 'Wrong department' });
    await desk.runJobs();
    for (const who of [clara, tomas])
      expect(await bell(who, waiting.number)).toMatchObject([
        { kind: 'transfer_received', actorName: emi.name, departmentId: logistics, isOwn: true },
      ]);
    expect(await bell(sora, waiting.number)).toEqual([]);
    await desk.given.availability(clara.id);
    await desk.runJobs();
    const assigned = await given();
    await transfer(emi, assigned);
    await desk.runJobs();
    expect(await bell(clara, assigned.number)).toMatchObject([{ kind: 'assigned' }]);
    expect(await bell(tomas, assigned.number)).toEqual([]);
  });

  test('TT-15 the former responsible is notified if someone else transferred the ticket and they can still read it', async () => {
    const [kept, lost, own, reassigned] = [await given(), await given(), await given(), await given()];
    await transfer(grace, kept);
    await transfer(grace, lost, { keep: 'nothing' });
    await transfer(emi, own);
    await desk.given.availability(sora.id);
    await transfer(grace, reassigned, { departmentId: support, agentId: sora.id });
    await desk.runJobs();
    expect(await bell(emi, kept.number)).toMatchObject([
      { kind: 'transferred_away', actorName: grace.name, departmentId: logistics, isOwn: false },
    ]);
    expect(await bell(emi, lost.number)).toEqual([]);
    expect(await bell(emi, own.number)).toEqual([]);
    expect(await bell(emi, reassigned.number)).toMatchObject([{ kind: 'transferred_away', departmentId: null }]);
  });

  test('the email to the former responsible says who has it now and why, by the rules of their department', async () => {
    await desk.given.mailbox({ departmentId: logistics, address: 'logistics@desk.example' });
    await desk.call(desk.admin, 'setNotificationRule', {
      params: { id: support },
      body: { kind: 'transferred_away', means: 'email', isOn: true },
    });
    const found = await given();
    await transfer(grace, found, { reason: 'Lost parcel' });
    await desk.runJobs();
    const mail = desk.mail.sent.find((one) => one.to[0]?.address === emi.email);
    expect(mail?.text).toContain('It now belongs to Logistics.');
    expect(mail?.text).toContain('Reason: Lost parcel');
  });

  test('TT-14 a draft of the former holder is kept, and only becomes a comment where comments are allowed', async () => {
    const html = '<p>Half of an answer</p>';
    const draft = (kind: 'reply' | 'comment') => ({ html, to: [], cc: [], bcc: [], attachmentIds: [], kind });
    const [traced, shared] = [await given(), await given()];
    for (const { number } of [traced, shared]) {
      const { kind, ...body } = draft('reply');
      await desk.call(emi, 'saveDraft', { params: { number, kind }, body });
    }
    await transfer(emi, traced);
    await transfer(emi, shared, { keep: 'read_only' });
    for (const { number } of [traced, shared]) {
      const { items } = await desk.call(emi, 'listDrafts', { params: { number } });
      expect(items).toMatchObject([{ kind: 'reply', html }]);
      const reply = { params: { number }, body: { html } };
      expect(await desk.refusal(emi, 'reply', reply)).toMatchObject({ code: 'refused' });
    }
    const comment = { params: { number: traced.number }, body: { html } };
    expect(await desk.refusal(emi, 'comment', comment)).toMatchObject({ reason: 'handed_over' });
    await desk.call(emi, 'comment', { ...comment, params: { number: shared.number } });
  });

  test('TT-18 a ticket that waited before keeps its place: it waits since the first time', async () => {
    const first = (await desk.given.department()).id;
    const member = await desk.given.member(first);
    await desk.given.availability(member.id, 'away');
    await desk.call(desk.admin, 'createRoutingRule', { body: { name: 'All', departmentId: first } });
    const number = await desk.given.ticket({ departmentId: first });
    await desk.runJobs();
    const sinceOf = async (who: TestAgent, id: number) =>
      (await desk.call(who, 'getTeam', { params: { id }, query: {} })).waiting.find((one) => one.number === number)
        ?.since;
    const since = await sinceOf(member, first);
    for (const who of [clara, tomas]) await desk.given.availability(who.id, 'away');
    desk.clock.move(10 * minute);
    const { version } = await ticketOf(member, number);
    expect(await transfer(member, { number, version })).toMatchObject({ outcome: 'waiting' });
    expect(since).toBeDefined();
    expect(await sinceOf(clara, logistics)).toBe(since);
  });

  test('TT-02 a request that reached the wrong department is answered by the right one, under its number', async () => {
    const found = await given();
    const { requester } = await ticketOf(emi, found.number);
    await desk.given.availability(clara.id);
    await transfer(emi, found, { agentId: clara.id, reason: 'Wrong department' });
    await desk.call(clara, 'reply', { params: { number: found.number }, body: { text: 'We found your parcel.' } });
    await desk.given.message(found.number, { contactId: requester.id ?? 0, text: 'Thank you!' });
    desk.clock.move(minute);
    await desk.runJobs();
    expect(desk.mail.sent.some((mail) => mail.to[0]?.address === requester.email)).toBe(true);
    const { items } = await desk.call(clara, 'listMessages', { params: { number: found.number } });
    expect(items.map((one) => one.text)).toContain('Thank you!');
    expect(await ticketOf(clara, found.number)).toMatchObject({ departmentId: logistics, assigneeId: clara.id });
    expect((await bell(clara, found.number)).map((one) => one.kind)).toContain('action_added');
    expect((await bell(emi, found.number)).map((one) => one.kind)).not.toContain('action_added');
  });

  test('TT-25 the line of holders shows the working time of those who have working hours', async () => {
    const always = [{ from: 0, to: 1440 }];
    await desk.call(desk.admin, 'setSchedule', {
      params: { agentId: clara.id },
      body: { timeZone: 'Asia/Tokyo', hours: [always, always, always, always, always, always, always] },
    });
    await desk.given.availability(clara.id);
    const found = await given();
    await transfer(emi, found, { agentId: clara.id });
    desk.clock.move(90 * minute);
    const { items } = await desk.call(clara, 'listHoldings', { params: { number: found.number } });
    expect(items.map((one) => [one.agentId, one.workedMinutes])).toEqual([
      [emi.id, null],
      [clara.id, 90],
    ]);
  });

  test('the customer gets no email', async () => {
    const found = await given();
    await transfer(emi, found);
    await desk.runJobs();
    const addresses = desk.mail.sent.flatMap((mail) => mail.to.map((one) => one.address));
    expect(addresses.filter((address) => !address.endsWith('@desk.example'))).toEqual([]);
    const { items } = await desk.call(clara, 'listMessages', { params: { number: found.number } });
    expect(items.filter((one) => one.visibility === 'public').map((one) => one.kind)).toEqual(['request']);
  });
});
