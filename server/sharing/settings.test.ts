import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSharingScenario } from '../testing/sharing-scenario.ts';
import type { TestAgent, TestApp } from '../testing/test-app.ts';

let desk: TestApp;
let scenario: Awaited<ReturnType<typeof createSharingScenario>>;
let owner: TestAgent;
let reader: TestAgent;
let number: number;

beforeAll(async () => {
  scenario = await createSharingScenario();
  ({ desk, owner } = scenario);
  reader = scenario.receivers.read_only;
});
afterAll(() => desk.close());

const setComments = (readOnlyCanComment: boolean) =>
  desk.call(desk.admin, 'editCompany', { body: { readOnlyCanComment } });
const commentAs = { body: { text: 'Noted.' } };

beforeEach(async () => {
  await setComments(true);
  number = await scenario.ticket();
  await scenario.shareWithAll(number);
});

describe('C-08 ZE-16 ZE-21 the company setting for comments with Read-only access', () => {
  test('by default Read-only access can comment', async () => {
    expect((await desk.call(desk.admin, 'getCatalog', {})).company.readOnlyCanComment).toBe(true);
    expect((await desk.call(reader, 'getTicket', { params: { number } })).can['ticket.comment']).toBe(true);
    await desk.call(reader, 'comment', { params: { number }, ...commentAs });
  });

  test('turned off, Read-only access can only read, and refusals name the reason', async () => {
    await setComments(false);
    const { can } = await desk.call(reader, 'getTicket', { params: { number } });
    expect(Object.entries(can).filter(([, verdict]) => verdict === true)).toEqual([['ticket.read', true]]);
    expect(can['ticket.comment']).toBe('read_only_silent');
    expect(await desk.refusal(reader, 'comment', { params: { number }, ...commentAs })).toMatchObject({
      code: 'refused',
      reason: 'read_only_silent',
    });
    const done = { params: { number, departmentId: scenario.relations }, body: { answer: 'Done' } };
    expect((await desk.refusal(reader, 'answerShare', done)).code).toBe('refused');
    expect((await desk.call(owner, 'listMessages', { params: { number } })).items).toHaveLength(1);
  });

  test('it does not affect other levels or agents with other relations (C-28)', async () => {
    await setComments(false);
    for (const who of [scenario.receivers.full, scenario.receivers.restricted, owner]) {
      await desk.call(who, 'comment', { params: { number }, ...commentAs });
    }
    const both = await desk.given.agent({ in: [scenario.relations, scenario.compliance] });
    await desk.call(both, 'comment', { params: { number }, ...commentAs });
    const home = await desk.given.agent({ in: [scenario.relations, scenario.support] });
    await desk.call(home, 'comment', { params: { number }, ...commentAs });
  });

  test('it can be changed only with the settings permission', async () => {
    expect((await desk.refusal(owner, 'editCompany', { body: { readOnlyCanComment: false } })).code).toBe(
      'not_allowed',
    );
  });
});
