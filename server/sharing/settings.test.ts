import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSharingScenario } from '../testing/sharing-scenario.ts';
import type { TestAgent, TestApp } from '../testing/test-app.ts';

let desk: TestApp;
let bank: Awaited<ReturnType<typeof createSharingScenario>>;
let owner: TestAgent;
let reader: TestAgent;
let number: number;

beforeAll(async () => {
  bank = await createSharingScenario();
  ({ desk, owner } = bank);
  reader = bank.receivers.read_only;
});
afterAll(() => desk.close());

const setComments = (readOnlyCanComment: boolean) =>
  desk.call(desk.admin, 'editCompany', { body: { readOnlyCanComment } });
const commentAs = { body: { text: 'Noted.' } };

beforeEach(async () => {
  await setComments(true);
  number = await bank.ticket();
  await bank.shareWithAll(number);
});

describe('C-08 ZE-16 ZE-21 whether Read-only access comments is the company’s to say', () => {
  test('at first it does', async () => {
    expect((await desk.call(desk.admin, 'getCatalog', {})).company.readOnlyCanComment).toBe(true);
    expect((await desk.call(reader, 'getTicket', { params: { number } })).can['ticket.comment']).toBe(true);
    await desk.call(reader, 'comment', { params: { number }, ...commentAs });
  });

  test('switched off, it reads and does nothing else: no comment, no answer, and the reason says so', async () => {
    await setComments(false);
    const { can } = await desk.call(reader, 'getTicket', { params: { number } });
    expect(Object.entries(can).filter(([, verdict]) => verdict === true)).toEqual([['ticket.read', true]]);
    expect(can['ticket.comment']).toBe('read_only_silent');
    expect(await desk.refusal(reader, 'comment', { params: { number }, ...commentAs })).toMatchObject({
      code: 'refused',
      reason: 'read_only_silent',
    });
    const done = { params: { number, departmentId: bank.relations }, body: { answer: 'Done' } };
    expect((await desk.refusal(reader, 'answerShare', done)).code).toBe('refused');
    expect((await desk.call(owner, 'listMessages', { params: { number } })).items).toHaveLength(1);
  });

  test('it takes nothing from the other levels, nor from who has another way in (C-28)', async () => {
    await setComments(false);
    for (const who of [bank.receivers.full, bank.receivers.restricted, owner]) {
      await desk.call(who, 'comment', { params: { number }, ...commentAs });
    }
    const both = await desk.given.agent({ in: [bank.relations, bank.compliance] });
    await desk.call(both, 'comment', { params: { number }, ...commentAs });
    const home = await desk.given.agent({ in: [bank.relations, bank.support] });
    await desk.call(home, 'comment', { params: { number }, ...commentAs });
  });

  test('who does not manage settings cannot change it', async () => {
    expect((await desk.refusal(owner, 'editCompany', { body: { readOnlyCanComment: false } })).code).toBe(
      'not_allowed',
    );
  });
});
