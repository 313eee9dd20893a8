import type { Batch, BatchAction } from '@crossdesk/contracts/batches.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';
import { runBatchChunk } from './commands.ts';

let desk: TestApp;
let support: number;
let logistics: number;
let lead: TestAgent;
let clara: TestAgent;
beforeAll(async () => {
  desk = await testApp();
  support = (await desk.given.department({ name: 'Support' })).id;
  logistics = (await desk.given.department({ name: 'Logistics' })).id;
  for (const departmentId of [support, logistics]) {
    await desk.call(desk.admin, 'createRoutingRule', { body: { name: 'All', departmentId } });
    const params = { departmentId };
    await desk.call(desk.admin, 'editAssignmentSettings', { params, body: { version: 0, mode: 'manual' } });
  }
  lead = await desk.given.agent({ profile: 'supervisor', supervises: [support] });
  clara = await desk.given.member(logistics);
});
afterAll(() => desk.close());

async function tickets(count: number, given: { departmentId?: number; tags?: string[] } = {}): Promise<number[]> {
  const numbers: number[] = [];
  for (let index = 0; index < count; index++)
    numbers.push(await desk.given.ticket({ departmentId: support, ...given }));
  return numbers;
}
const start = (numbers: readonly number[], action: BatchAction, by = lead) =>
  desk.call(by, 'startBatch', { body: { numbers: [...numbers], action } });
const read = (id: number, by = lead) => desk.call(by, 'getBatch', { params: { id } });
async function run(numbers: readonly number[], action: BatchAction): Promise<Batch> {
  const { id } = await start(numbers, action);
  await desk.runJobs();
  return read(id);
}
async function undo(id: number): Promise<Batch> {
  const undoing = await desk.call(lead, 'undoBatch', { params: { id } });
  await desk.runJobs();
  return read(undoing.id);
}
const ticketOf = (number: number, by = lead) => desk.call(by, 'getTicket', { params: { number } });
const note = 'Please take these over.';
type Forecastable = Extract<BatchAction, { kind: 'transfer' | 'escalate' }>;
const byNumber = (a: { number: number }, b: { number: number }) => a.number - b.number;

describe('a batch', () => {
  test('ZE-31 shares each ticket separately and reports each outcome, including refusals', async () => {
    const good = await tickets(3);
    const [first = 0] = good;
    const foreign = await desk.given.ticket({ departmentId: logistics });
    await desk.call(lead, 'addShares', { params: { number: first }, body: { shares: [{ departmentId: logistics }] } });
    const shares = [{ departmentId: logistics, level: 'read_only' as const }];
    const { id } = await start([...good, foreign, 999_999], { kind: 'share', shares });
    await desk.runJobs();
    const batch = await read(id);
    expect(batch).toMatchObject({ kind: 'share', state: 'finished', doneCount: 2, refusedCount: 3, totalCount: 5 });
    const codes = Object.fromEntries(batch.outcomes.map((one) => [one.number, one.code]));
    expect(codes).toMatchObject({ [first]: 'share_twice', [foreign]: 'not_found', 999999: 'not_found' });
    expect((await desk.refusal(clara, 'getBatch', { params: { id } })).code).toBe('not_found');
  });

  test('TT-06 transfers many; the same ticket twice is one, and a retry touches only the refused', async () => {
    const numbers = await tickets(4);
    const [closed = 0] = numbers;
    const { version } = await ticketOf(closed);
    const { version: closedVersion } = await desk.call(lead, 'closeTicket', {
      params: { number: closed },
      body: { version },
    });
    const action = { kind: 'transfer' as const, departmentId: logistics, note };
    const batch = await run([...numbers, ...numbers], action);
    expect(batch).toMatchObject({ doneCount: 3, refusedCount: 1, totalCount: 4 });
    expect(batch.refusals).toEqual([{ code: 'refused', detail: 'ticket_closed', count: 1 }]);
    // The note can be long, and the list of batches has no use for it.
    expect(batch.action).toEqual({ kind: 'transfer', departmentId: logistics });
    const { items } = await desk.call(lead, 'listHoldings', { params: { number: numbers[1] ?? 0 } });
    const { id: statusId } = (await desk.call(desk.admin, 'getCatalog', {})).choices.find(
      (one) => one.kind === 'status' && one.baseState === 'open',
    ) ?? { id: 0 };
    await desk.call(lead, 'editTicket', { params: { number: closed }, body: { version: closedVersion, statusId } });
    const other = { code: 'refused', detail: 'ticket_deleted' };
    const nothing = await desk.refusal(lead, 'retryBatch', { params: { id: batch.id }, body: other });
    expect(nothing.code).toBe('nothing_to_retry');
    const reason = { code: 'refused', detail: 'ticket_closed' };
    await desk.call(lead, 'retryBatch', { params: { id: batch.id }, body: reason });
    await desk.runJobs();
    expect(await read(batch.id)).toMatchObject({ state: 'finished', doneCount: 4, refusedCount: 0 });
    expect((await desk.call(lead, 'listHoldings', { params: { number: numbers[1] ?? 0 } })).items).toEqual(items);
    expect(await ticketOf(closed)).toMatchObject({ departmentId: logistics });
    const again = { params: { id: batch.id }, body: {} };
    expect((await desk.refusal(lead, 'retryBatch', again)).code).toBe('nothing_to_retry');
  });

  test('continues after a crash in the middle, and does nothing twice', async () => {
    const numbers = await tickets(230);
    const { id } = await start(numbers, { kind: 'edit', change: { addTags: ['recall'] } });
    // A process that ends after its first part leaves the job to be run again.
    await runBatchChunk(desk.services, id);
    expect(await read(id)).toMatchObject({ state: 'running', doneCount: 200 });
    await desk.runJobs();
    expect(await read(id)).toMatchObject({ state: 'finished', doneCount: 230, refusedCount: 0 });
    const [first = 0] = numbers;
    expect(await ticketOf(first)).toMatchObject({ tags: ['recall'], version: 2 });
    const { items, next } = await desk.call(lead, 'listBatchOutcomes', {
      params: { id },
      query: { state: 'done', limit: 100 },
    });
    expect(items).toHaveLength(100);
    expect(next).not.toBeNull();
  });

  test('a ticket with a fault in the database does not stop the others, and can be tried again', async () => {
    const numbers = await tickets(6);
    const [, faulty = 0] = numbers;
    const { db } = desk.services;
    await sql`create function refuse_transfer() returns trigger language plpgsql as $$
      begin if new.ticket_id = ${sql.lit(faulty)} then raise 'out of order'; end if; return new; end $$`.execute(db);
    await sql`create trigger refuse_transfer before insert on ticket_transfer
      for each row execute function refuse_transfer()`.execute(db);
    const batch = await run(numbers, { kind: 'transfer', departmentId: logistics, note });
    expect(batch).toMatchObject({ state: 'finished', doneCount: 5, refusals: [{ code: 'internal_error', count: 1 }] });
    expect(await ticketOf(faulty)).toMatchObject({ departmentId: support, version: 1 });
    await sql`drop trigger refuse_transfer on ticket_transfer`.execute(db);
    await desk.call(lead, 'retryBatch', { params: { id: batch.id }, body: {} });
    await desk.runJobs();
    expect(await read(batch.id)).toMatchObject({ doneCount: 6, refusedCount: 0 });
    for (const number of numbers) {
      const { items } = await desk.call(desk.admin, 'listHistory', { params: { number }, query: {} });
      expect(items.filter((one) => one.type === 'ticket.transferred')).toHaveLength(1);
    }
  });

  test('a ticket does not get more tags than an edit accepts', async () => {
    const tags = Array.from({ length: 49 }, (_, index) => `tag-${index}`);
    const [number = 0] = await tickets(1, { tags });
    const add = (...addTags: string[]) => run([number], { kind: 'edit', change: { addTags } });
    expect(await add('a', 'b')).toMatchObject({ doneCount: 0, refusals: [{ code: 'too_many_tags', count: 1 }] });
    expect(await add('a', ' tag-0 ')).toMatchObject({ doneCount: 1 });
    expect((await ticketOf(number)).tags).toEqual([...tags, 'a']);
    const change = { addTags: ['b'], removeTags: ['a'] };
    expect(await run([number], { kind: 'edit', change })).toMatchObject({ doneCount: 1 });
  });

  test('needs the permission of the profile when it starts and when it runs', async () => {
    const [number = 0] = await tickets(1);
    const agent = await desk.given.member(support);
    const action = { kind: 'transfer' as const, departmentId: logistics, note };
    const refused = await desk.refusal(agent, 'startBatch', { body: { numbers: [number], action } });
    expect(refused).toMatchObject({ code: 'not_allowed', reason: 'tickets.batch_transfer' });
    const other = await desk.given.agent({ profile: 'supervisor', supervises: [support] });
    const { id } = await start([number], action, other);
    await desk.call(desk.admin, 'editAgent', { params: { id: other.id }, body: { memberships: [] } });
    await desk.runJobs();
    expect(await read(id, other)).toMatchObject({ refusedCount: 1, refusals: [{ code: 'not_found' }] });
  });
});

describe('the forecast of a batch', () => {
  const forecast = (numbers: number[], action: Forecastable, by = lead) =>
    desk.call(by, 'forecastBatch', { body: { numbers, action } });
  /** Tickets that can and cannot be transferred: open, closed, deleted, shared with us, unknown. */
  async function mixedTickets(): Promise<number[]> {
    const numbers = await tickets(4);
    const [closed = 0, deleted = 0] = numbers;
    const body = { version: 1 };
    await desk.call(lead, 'closeTicket', { params: { number: closed }, body });
    await desk.call(desk.admin, 'deleteTicket', { params: { number: deleted }, body });
    const shared = await desk.given.ticket({ departmentId: logistics });
    const shares = [{ departmentId: support, level: 'full' as const }];
    await desk.call(clara, 'addShares', { params: { number: shared }, body: { shares } });
    return [...numbers, shared, 999_999];
  }

  test.each<Forecastable>([
    { kind: 'transfer', departmentId: 0, note },
    { kind: 'escalate', note },
  ])('TT-06 says for each ticket what the batch then does: $kind', async (action) => {
    const numbers = await mixedTickets();
    const real = action.kind === 'transfer' ? { ...action, departmentId: logistics } : action;
    const supervisor = await desk.given.agent({ profile: 'supervisor', supervises: [support] });
    await desk.given.availability(supervisor.id);
    const { items } = await forecast(numbers, real);
    const { id } = await run(numbers, real);
    const { items: outcomes } = await desk.call(lead, 'listBatchOutcomes', { params: { id }, query: {} });
    const expected = outcomes.map(({ number, state, code, detail }) => ({
      number,
      isDone: state === 'done',
      code,
      detail,
    }));
    expect(items.map(({ outcome, ...one }) => ({ ...one, isDone: outcome !== null })).sort(byNumber)).toEqual(expected);
    expect(items.filter((one) => one.outcome !== null)).toHaveLength(2);
    await desk.call(desk.admin, 'editAgent', { params: { id: supervisor.id }, body: { memberships: [] } });
  });

  test('ZE-02 names the department that cannot receive tickets, and needs the permission', async () => {
    const closedOff = (await desk.given.department()).id;
    const [number = 0] = await tickets(1);
    const action = { kind: 'transfer' as const, departmentId: closedOff };
    expect((await forecast([number], action)).items).toMatchObject([{ number, outcome: null, code: 'no_rule' }]);
    const agent = await desk.given.member(support);
    const refused = await desk.refusal(agent, 'forecastBatch', { body: { numbers: [number], action } });
    expect(refused).toMatchObject({ code: 'not_allowed', reason: 'tickets.batch_transfer' });
  });
});

describe('undoing a batch', () => {
  test('takes each action back as a batch of its own, once', async () => {
    const statuses = (await desk.call(desk.admin, 'getCatalog', {})).choices.filter((one) => one.kind === 'status');
    const pending = statuses.find((one) => one.baseState === 'on_hold') ?? statuses[0];
    const actions: BatchAction[] = [
      { kind: 'edit', change: { statusId: pending?.id ?? 0, addTags: ['b'], removeTags: ['a'] } },
      { kind: 'close' },
      { kind: 'delete' },
      { kind: 'share', shares: [{ departmentId: logistics }] },
      { kind: 'transfer', departmentId: logistics, note },
      { kind: 'unread' },
    ];
    for (const action of actions) {
      const [number = 0] = await tickets(1, { tags: ['a'] });
      const before = await ticketOf(number);
      const batch = await run([number], action);
      expect(batch, action.kind).toMatchObject({ doneCount: 1, canUndo: true });
      const undone = await undo(batch.id);
      expect(undone, action.kind).toMatchObject({
        kind: 'undo',
        action: { kind: action.kind },
        doneCount: 1,
        refusedCount: 0,
        undoesId: batch.id,
      });
      const after = await ticketOf(number);
      for (const field of ['departmentId', 'statusId', 'tags', 'deletedAt', 'shares', 'assigneeId', 'can'] as const)
        expect(after[field], `${action.kind} ${field}`).toEqual(before[field]);
      expect((await desk.refusal(lead, 'undoBatch', { params: { id: batch.id } })).code, action.kind).toBe(
        'undo_too_late',
      );
    }
  });

  test('leaves what somebody changed since', async () => {
    const [kept = 0, changed = 0] = await tickets(2, { tags: ['a'] });
    const batch = await run([kept, changed], { kind: 'edit', change: { addTags: ['b'] } });
    const { version } = await ticketOf(changed);
    await desk.call(lead, 'editTicket', { params: { number: changed }, body: { version, tags: ['mine'] } });
    expect(await undo(batch.id)).toMatchObject({ doneCount: 1, skippedCount: 1 });
    expect((await ticketOf(kept)).tags).toEqual(['a']);
    expect((await ticketOf(changed)).tags).toEqual(['mine']);
  });

  test('a ticket that already is as wanted is skipped', async () => {
    const numbers = await tickets(2, { tags: ['a'] });
    expect(await run(numbers, { kind: 'edit', change: { addTags: ['a'] } })).toMatchObject({
      doneCount: 0,
      skippedCount: 2,
      canUndo: false,
    });
    const { items } = await desk.call(lead, 'listBatches', {});
    expect(items[0]).toMatchObject({ kind: 'edit', skippedCount: 2, outcomes: [] });
  });
});
