import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { day, minute, type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let departmentId: number;
let responsible: TestAgent;
let colleague: TestAgent;
let supervisor: TestAgent;

beforeAll(async () => {
  desk = await testApp();
  // The subscribers start with the next event.
  await desk.runJobs();
});
afterAll(() => desk.close());

beforeEach(async () => {
  departmentId = (await desk.given.department()).id;
  await desk.call(desk.admin, 'createRoutingRule', { body: { name: 'All', departmentId } });
  responsible = await desk.given.agent({ name: 'Rita Responsible', in: [departmentId] });
  colleague = await desk.given.agent({ name: 'Cora Colleague', in: [departmentId] });
  supervisor = await desk.given.agent({ profile: 'supervisor', supervises: [departmentId] });
  for (const one of [responsible, colleague]) await desk.given.availability(one.id);
});

async function settings(change: Record<string, unknown>): Promise<void> {
  const { items } = await desk.call(desk.admin, 'listAssignmentSettings', {});
  const { version = 0 } = items.find((one) => one.departmentId === departmentId) ?? {};
  await desk.call(desk.admin, 'editAssignmentSettings', { params: { departmentId }, body: { version, ...change } });
}
/** Rita is absent from a moment ago. */
async function absent(substituteId: number | null = null) {
  const now = desk.clock.now().getTime();
  const body = {
    startsAt: new Date(now - minute).toISOString(),
    endsAt: new Date(now + day).toISOString(),
    substituteId,
  };
  const { id } = await desk.call(responsible, 'createAbsence', { params: { agentId: responsible.id }, body });
  return id;
}
const back = (id: number) => desk.call(responsible, 'deleteAbsence', { params: { id } });
/** A ticket that Rita has. */
async function given(): Promise<number> {
  const number = await desk.given.ticket({ departmentId, assigneeId: responsible.id });
  await desk.runJobs();
  return number;
}
/** The customer answers. */
async function answer(number: number, text = 'Any news?'): Promise<void> {
  const { rows } = await sql<{ id: number }>`select requester_id as id from ticket where id = ${number}`.execute(
    desk.services.db,
  );
  await desk.given.message(number, { contactId: rows[0]?.id ?? 0, text });
  await desk.runJobs();
}
const alerts = async (who: TestAgent, number: number) =>
  (await desk.call(who, 'listNotifications', { query: {} })).items.filter(
    (one) => one.number === number && one.kind === 'answered_in_absence',
  );
const assigneeOf = async (number: number) =>
  (await desk.call(desk.admin, 'getTicket', { params: { number } })).assigneeId;
const decisionOf = async (number: number) =>
  (await desk.call(desk.admin, 'listDecisions', { params: { number } })).items[0];

describe('a customer answers while the responsible is away, and the department wants an alert', () => {
  beforeEach(() => settings({ whenAway: 'alert' }));

  test('supervisors and the substitute are notified, and the ticket stays', async () => {
    const substitute = await desk.given.member(departmentId);
    await absent(substitute.id);
    const number = await given();
    await answer(number);
    for (const who of [supervisor, substitute])
      expect(await alerts(who, number)).toMatchObject([{ actorName: 'A customer', isOwn: true }]);
    for (const who of [colleague, responsible]) expect(await alerts(who, number)).toEqual([]);
    expect(await assigneeOf(number)).toBe(responsible.id);
    const { items } = await desk.call(supervisor, 'listHistory', { params: { number }, query: {} });
    expect(items.find((one) => one.type === 'ticket.answered_in_absence')).toMatchObject({
      changes: [{ field: 'absentId', after: responsible.id }],
    });
  });

  test('once for each absence and ticket, not for each email', async () => {
    const id = await absent();
    const [first, second] = [await given(), await given()];
    await answer(first);
    await answer(first);
    await answer(second);
    expect([(await alerts(supervisor, first)).length, (await alerts(supervisor, second)).length]).toEqual([1, 1]);
    await back(id);
    await answer(first);
    expect(await alerts(supervisor, first)).toHaveLength(1);
    desk.clock.move(minute);
    await desk.given.availability(responsible.id, 'away');
    await answer(first);
    expect(await alerts(supervisor, first)).toHaveLength(2);
  });

  test('nobody is notified of a ticket they cannot read', async () => {
    const outsider = await desk.given.member((await desk.given.department()).id);
    await absent(outsider.id);
    const number = await given();
    await answer(number);
    const { items } = await desk.call(desk.admin, 'listNotices', { params: { number } });
    expect(items.flatMap((one) => (one.kind === 'answered_in_absence' ? one.agentId : []))).toEqual([supervisor.id]);
  });

  test('the email names the responsible and has the answer, in the language of the reader', async () => {
    await desk.given.mailbox({ departmentId, address: `billing-${departmentId}@desk.example` });
    const japanese = await desk.given.agent({ supervises: [departmentId], locale: 'ja' });
    await desk.call(desk.admin, 'setNotificationRule', {
      params: { id: departmentId },
      body: { kind: 'answered_in_absence', means: 'email', isOn: true },
    });
    await absent(colleague.id);
    const number = await given();
    desk.mail.sent.length = 0;
    await answer(number, 'Where is my invoice?');
    const mailTo = (who: TestAgent) => desk.mail.sent.find((mail) => mail.to[0]?.address === who.email);
    expect(mailTo(supervisor)?.subject).toContain(`A customer replied on #${number} while Rita Responsible is away`);
    expect(mailTo(supervisor)?.text).toContain('Where is my invoice?');
    expect(mailTo(supervisor)?.text).toContain('Cora Colleague is the substitute.');
    expect(mailTo(japanese)?.subject).toContain('Rita Responsible さんの離席中に返信がありました');
    expect(mailTo(colleague)).toBeDefined();
  });

  test('nobody is notified while the responsible is there, or where the ticket just stays', async () => {
    const number = await given();
    await answer(number);
    await settings({ whenAway: 'keep' });
    await absent();
    await answer(number);
    expect(await alerts(supervisor, number)).toEqual([]);
  });
});

describe('a customer answers while the responsible is away, and somebody else takes the ticket', () => {
  beforeEach(() => settings({ whenAway: 'reassign' }));

  test('the substitute, even if others have fewer open tickets, and the decision says so', async () => {
    const substitute = await desk.given.member(departmentId);
    await desk.given.availability(substitute.id);
    await desk.given.ticket({ departmentId, assigneeId: substitute.id });
    await absent(substitute.id);
    const number = await given();
    await answer(number);
    expect(await assigneeOf(number)).toBe(substitute.id);
    expect(await decisionOf(number)).toMatchObject({ agentId: substitute.id, decidedBy: 'substitute' });
    const refusals = (await decisionOf(number))?.candidates.map((one) => [one.agentId, one.refusal]);
    expect(refusals).toContainEqual([responsible.id, 'absent']);
  });

  test.each([
    ['is not a member', async () => (await desk.given.member((await desk.given.department()).id)).id],
    ['receives no work', async () => (await desk.given.member(departmentId, 'viewer')).id],
    [
      'is away too',
      async () => {
        const { id } = await desk.given.member(departmentId);
        await desk.given.availability(id, 'away');
        return id;
      },
    ],
  ])('by the rules of the department if the substitute %s', async (_, substituteOf) => {
    const substituteId = await substituteOf();
    await absent(substituteId);
    const number = await given();
    await answer(number);
    expect(await assigneeOf(number)).toBe(colleague.id);
    expect(await decisionOf(number)).toMatchObject({ agentId: colleague.id, decidedBy: 'only_one' });
  });
});

describe('a transfer to an absent colleague', () => {
  const forecast = async (agentId: number) => {
    const from = (await desk.given.department()).id;
    const sender = await desk.given.member(from);
    const number = await desk.given.ticket({ departmentId: from, assigneeId: sender.id });
    return desk.call(sender, 'forecastTransfer', { params: { number }, body: { departmentId, agentId } });
  };

  test('TT-19 C-04 is refused and names the substitute who can take it', async () => {
    await absent(colleague.id);
    expect(await forecast(responsible.id)).toMatchObject({ code: 'agent_unavailable', substituteId: colleague.id });
    await desk.given.availability(colleague.id, 'away');
    expect(await forecast(responsible.id)).toMatchObject({ code: 'agent_unavailable', substituteId: null });
  });
});
