import type { Batch, BatchAction } from '@crossdesk/contracts/batches.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand, systemActor } from '../platform/context.ts';
import { announceTimes } from '../sla/index.ts';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
beforeAll(async () => {
  desk = await testApp();
  await desk.runJobs();
});
afterAll(() => desk.close());

/** Two departments with rules, a supervisor of the first and a member of the second. */
async function given(mode: 'manual' | 'least_open' = 'manual') {
  const [support, logistics] = [(await desk.given.department()).id, (await desk.given.department()).id];
  for (const departmentId of [support, logistics]) {
    await desk.call(desk.admin, 'createRoutingRule', { body: { name: 'All', departmentId } });
    await desk.call(desk.admin, 'editAssignmentSettings', { params: { departmentId }, body: { version: 0, mode } });
  }
  const lead = await desk.given.agent({ profile: 'supervisor', supervises: [support] });
  const clara = await desk.given.member(logistics);
  return { support, logistics, lead, clara };
}
const ticketOf = (number: number) => desk.call(desk.admin, 'getTicket', { params: { number } });
async function transfer(by: TestAgent, number: number, departmentId: number, terms: Record<string, unknown> = {}) {
  const { version } = await ticketOf(number);
  return desk.call(by, 'transferTicket', { params: { number }, body: { version, departmentId, note: 'x', ...terms } });
}
const undo = (by: TestAgent, { id }: { id: number }) => desk.call(by, 'undoTransfer', { params: { id } });
async function finish(by: TestAgent, { id }: Batch): Promise<Batch> {
  await desk.runJobs();
  return desk.call(by, 'getBatch', { params: { id } });
}
const runBatch = async (by: TestAgent, numbers: number[], action: BatchAction) =>
  finish(by, await desk.call(by, 'startBatch', { body: { numbers, action } }));
const undoBatch = async (by: TestAgent, { id }: Batch) =>
  finish(by, await desk.call(by, 'undoBatch', { params: { id } }));

describe('undoing a transfer', () => {
  test('a ticket that waited waits again, also if somebody was assigned', async () => {
    const { support, logistics, lead, clara } = await given('least_open');
    const emi = await desk.given.member(support);
    for (const one of [emi, lead]) await desk.given.availability(one.id, 'away');
    await desk.given.availability(clara.id);
    const number = await desk.given.ticket({ departmentId: support });
    await desk.runJobs();
    const moved = await transfer(lead, number, logistics);
    expect(moved).toMatchObject({ outcome: 'assigned', agentId: clara.id });
    await undo(lead, moved);
    await desk.given.availability(emi.id);
    await desk.runJobs();
    expect(await ticketOf(number)).toMatchObject({ departmentId: support, assigneeId: emi.id });
  });

  test('C-02 a ticket that did not wait does not wait afterwards', async () => {
    const { support, logistics, lead, clara } = await given('least_open');
    const emi = await desk.given.member(support);
    for (const one of [emi, lead, clara]) await desk.given.availability(one.id, 'away');
    const number = await desk.given.ticket({ departmentId: support, assigneeId: emi.id });
    await desk.runJobs();
    // A ticket that was taken from its responsible by hand stays so.
    const { version } = await ticketOf(number);
    await desk.call(lead, 'editTicket', { params: { number }, body: { version, assigneeId: null } });
    await desk.runJobs();
    const moved = await transfer(lead, number, logistics);
    expect(moved).toMatchObject({ outcome: 'waiting' });
    await undo(lead, moved);
    await desk.given.availability(emi.id);
    await desk.runJobs();
    expect(await ticketOf(number)).toMatchObject({ departmentId: support, assigneeId: null });
  });

  test('the traces are as they were before', async () => {
    const { support, lead } = await given();
    const emi = await desk.given.member(support);
    for (const one of [emi, lead]) await desk.given.availability(one.id);
    const number = await desk.given.ticket({ departmentId: support, assigneeId: emi.id });
    const traces = async () =>
      (
        await sql`select department_id, agent_id, transfer_id, is_escalation from ticket_trace
          where ticket_id = ${number} order by 1, 2`.execute(desk.services.db)
      ).rows;
    const escalated = async () =>
      (await desk.call(emi, 'listTickets', { query: { view: 'escalated' } })).items.map((one) => one.number);
    const { version } = await ticketOf(number);
    await desk.call(emi, 'escalateTicket', { params: { number }, body: { version, agentId: lead.id } });
    await transfer(lead, number, support, { agentId: emi.id });
    const before = [await traces(), await escalated()];
    await undo(emi, await transfer(emi, number, support, { agentId: lead.id }));
    expect([await traces(), await escalated()]).toEqual(before);
    expect(before[1]).toEqual([number]);
  });

  test.each([{ isActive: false }, { memberships: [] }])('gives no ticket to an agent who left: %j', async (change) => {
    const { support, logistics, lead } = await given();
    const gone = await desk.given.member(support);
    const number = await desk.given.ticket({ departmentId: support, assigneeId: gone.id });
    const batch = await runBatch(lead, [number], { kind: 'transfer', departmentId: logistics, note: 'x' });
    await desk.call(desk.admin, 'editAgent', { params: { id: gone.id }, body: change });
    await desk.runJobs();
    await undoBatch(lead, batch);
    expect(await ticketOf(number)).toMatchObject({ departmentId: support, assigneeId: null });
  });

  test('gives no ticket to a department that was disabled', async () => {
    const { logistics } = await given();
    const closing = (await desk.given.department()).id;
    const boss = await desk.given.agent({ profile: 'supervisor', supervises: [closing] });
    const number = await desk.given.ticket({ departmentId: closing });
    const batch = await runBatch(boss, [number], { kind: 'transfer', departmentId: logistics, note: 'x' });
    await desk.call(desk.admin, 'editDepartment', { params: { id: closing }, body: { isActive: false } });
    expect(await undoBatch(boss, batch)).toMatchObject({ refusals: [{ code: 'transfer_target_disabled', count: 1 }] });
    expect(await ticketOf(number)).toMatchObject({ departmentId: logistics });
  });

  test('keeps the corrected product if the former one was deleted', async () => {
    const { support, logistics, lead } = await given();
    const old = (await desk.given.choice({ kind: 'product' })).id;
    const right = (await desk.given.choice({ kind: 'product' })).id;
    const number = await desk.given.ticket({ departmentId: support, productId: old });
    const action = { kind: 'transfer' as const, departmentId: logistics, note: 'x', productId: right };
    const batch = await runBatch(lead, [number], action);
    await desk.call(desk.admin, 'deleteChoice', { params: { id: old } });
    expect(await undoBatch(lead, batch)).toMatchObject({ doneCount: 1 });
    expect(await ticketOf(number)).toMatchObject({ departmentId: support, productId: right });
  });

  test('is possible although a promised time was announced since', async () => {
    const { support, logistics, lead } = await given();
    const calendar = { name: 'Always', timeZone: 'UTC', hours: null, holidays: [] };
    const { id: calendarId } = await desk.call(desk.admin, 'createCalendar', { body: calendar });
    const rule = {
      name: 'All',
      conditions: {},
      firstResponseMinutes: 60,
      nextResponseMinutes: null,
      resolutionMinutes: 240,
      calendarId,
      pausedStates: [],
    };
    const contract = { name: 'Standard', isDefault: true, accountIds: [], rules: [rule] };
    await desk.call(desk.admin, 'createContract', { body: contract });
    const number = await desk.given.ticket({ departmentId: support });
    await desk.runJobs();
    const batch = await runBatch(lead, [number], { kind: 'transfer', departmentId: logistics, note: 'x' });
    desk.clock.move(2 * 3_600_000);
    while (await runCommand(desk.services, systemActor('sla'), announceTimes));
    await desk.runJobs();
    const { items } = await desk.call(desk.admin, 'listHistory', { params: { number }, query: {} });
    expect(items.map((one) => one.type)).toContain('sla.breached');
    expect(await undoBatch(lead, batch)).toMatchObject({ doneCount: 1 });
    expect(await ticketOf(number)).toMatchObject({ departmentId: support });
  });

  test('does not tell who left whether something has happened on the ticket', async () => {
    const { support, logistics, lead, clara } = await given();
    const moves: { id: number; number: number }[] = [];
    for (let count = 0; count < 2; count++) {
      const number = await desk.given.ticket({ departmentId: support });
      moves.push({ number, id: (await transfer(lead, number, logistics, { keep: 'nothing' })).id });
    }
    await desk.call(desk.admin, 'editAgent', { params: { id: lead.id }, body: { memberships: [] } });
    const [quiet, busy] = moves;
    await desk.call(clara, 'comment', { params: { number: busy?.number ?? 0 }, body: { text: 'On it.' } });
    const code = async (id = 0) => (await desk.refusal(lead, 'undoTransfer', { params: { id } })).code;
    expect(await code(busy?.id)).toBe(await code(quiet?.id));
  });
});

describe('what the former department keeps', () => {
  test.each(['reassign', 'escalate'] as const)(
    'nothing: those who had it earlier (%s) cannot read it either',
    async (how) => {
      const { support, logistics, lead } = await given();
      const [emi, sora] = [await desk.given.member(support), await desk.given.member(support)];
      for (const one of [sora, lead]) await desk.given.availability(one.id);
      const number = await desk.given.ticket({ departmentId: support, assigneeId: emi.id });
      const { version } = await ticketOf(number);
      if (how === 'reassign') await transfer(emi, number, support, { agentId: sora.id });
      else await desk.call(emi, 'escalateTicket', { params: { number }, body: { version, agentId: lead.id } });
      const moved = await transfer(lead, number, logistics, { keep: 'nothing' });
      for (const who of [emi, sora, lead])
        expect((await desk.refusal(who, 'getTicket', { params: { number } })).code).toBe('not_found');
      await undo(lead, moved);
      expect(await desk.call(emi, 'getTicket', { params: { number } })).toMatchObject({ departmentId: support });
    },
  );

  test('a share, also if its former share has expired', async () => {
    const { support, logistics, lead, clara } = await given();
    const number = await desk.given.ticket({ departmentId: logistics });
    const shares = [{ departmentId: support, expiresAt: new Date(Date.now() + 24 * 3_600_000).toISOString() }];
    await desk.call(clara, 'addShares', { params: { number }, body: { shares } });
    // The job that ends expired shares has not run yet.
    await sql`update ticket_share set expires_at = now() - interval '1 second' where ticket_id = ${number}`.execute(
      desk.services.db,
    );
    await transfer(clara, number, support);
    await transfer(lead, number, logistics, { keep: 'full' });
    expect((await ticketOf(number)).shares).toMatchObject([{ departmentId: support, level: 'full' }]);
  });

  test('no share above the company’s limit', async () => {
    const { support, logistics, lead } = await given();
    const third = (await desk.given.department()).id;
    const number = await desk.given.ticket({ departmentId: support });
    await desk.call(lead, 'addShares', { params: { number }, body: { shares: [{ departmentId: third }] } });
    const { version } = await ticketOf(number);
    await desk.call(desk.admin, 'editCompany', { body: { mostShares: 1 } });
    const body = { version, departmentId: logistics, note: 'x', keep: 'full' as const };
    const refused = await desk.refusal(lead, 'transferTicket', { params: { number }, body });
    await desk.call(desk.admin, 'editCompany', { body: { mostShares: 10 } });
    expect(refused.code).toBe('too_many_shares');
    expect(await ticketOf(number)).toMatchObject({ departmentId: support, version });
  });
});
