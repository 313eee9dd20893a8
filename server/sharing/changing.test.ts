import type { AccessLevel } from '@crossdesk/contracts/levels.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSharingScenario } from '../testing/sharing-scenario.ts';
import { minute, type TestAgent, type TestApp } from '../testing/test-app.ts';

let desk: TestApp;
let support: number;
let security: number;
let compliance: number;
let relations: number;
let owner: TestAgent;
let receivers: Record<AccessLevel, TestAgent>;
let number: number;
let shareWithAll: () => ReturnType<Awaited<ReturnType<typeof createSharingScenario>>['shareWithAll']>;
let newTicket: () => Promise<number>;

beforeAll(async () => {
  const scenario = await createSharingScenario();
  ({ desk, support, security, compliance, relations, owner, receivers } = scenario);
  newTicket = scenario.ticket;
  shareWithAll = () => scenario.shareWithAll(number);
});
afterAll(() => desk.close());

beforeEach(async () => {
  number = await newTicket();
});

const ticketFor = (who: TestAgent) => desk.call(who, 'getTicket', { params: { number } });
const listOf = async (who: TestAgent, view: string) =>
  (await desk.call(who, 'listTickets', { query: { view, state: 'any' } })).items.map((row) => row.number);

describe('changing and ending a share', () => {
  test('ZE-38 ZJ-26 after unsharing, the ticket leaves the view and the next request returns 404', async () => {
    await shareWithAll();
    await desk.call(owner, 'removeShare', { params: { number, departmentId: security } });
    expect((await desk.refusal(receivers.full, 'getTicket', { params: { number } })).code).toBe('not_found');
    expect(await listOf(receivers.full, 'shared')).not.toContain(number);
    expect((await ticketFor(receivers.restricted)).number).toBe(number);
  });

  test('ZE-50 C-12 any owner with the permission can unshare, not only who shared', async () => {
    await shareWithAll();
    const colleague = await desk.given.member(support);
    const { items } = await desk.call(colleague, 'removeShare', { params: { number, departmentId: security } });
    expect(items.map((one) => one.departmentId)).toEqual([compliance, relations]);
  });

  test('ZJ-19 when the owner changes the level, the receiver has its permissions from then on', async () => {
    await shareWithAll();
    await desk.call(owner, 'editShare', {
      params: { number, departmentId: relations },
      body: { version: 1, level: 'full' },
    });
    expect((await ticketFor(receivers.read_only)).can['ticket.reply']).toBe(true);
  });

  test('an old version is refused with the current shares', async () => {
    await shareWithAll();
    const params = { number, departmentId: relations };
    await desk.call(owner, 'editShare', { params, body: { version: 1, level: 'restricted' } });
    const refused = await desk.refusal(owner, 'editShare', { params, body: { version: 1, level: 'full' } });
    expect(refused).toMatchObject({
      code: 'version_conflict',
      current: { items: [{}, {}, { level: 'restricted', version: 2 }] },
    });
  });

  test('saving the same level again creates no version and no event', async () => {
    await shareWithAll();
    const params = { number, departmentId: relations };
    const { items } = await desk.call(owner, 'editShare', { params, body: { version: 1, level: 'read_only' } });
    expect(items[2]?.version).toBe(1);
    const history = await desk.call(owner, 'listHistory', { params: { number } });
    expect(history.items.filter((one) => one.type === 'share.edited')).toEqual([]);
  });

  test('sharing, changes, answers and unsharing are in the history with before and after', async () => {
    await shareWithAll();
    const params = { number, departmentId: relations };
    await desk.call(owner, 'editShare', { params, body: { version: 1, level: 'full', question: 'Known?' } });
    await desk.call(receivers.read_only, 'answerShare', { params, body: { answer: 'Yes' } });
    await desk.call(owner, 'removeShare', { params });
    const { items } = await desk.call(owner, 'listHistory', { params: { number } });
    const own = items.filter((one) => /share|unshared/.test(one.type)).map((one) => one.type);
    expect(own).toEqual([
      'ticket.unshared',
      'share.answered',
      'share.edited',
      'ticket.shared',
      'ticket.shared',
      'ticket.shared',
    ]);
    expect(items.find((one) => one.type === 'share.edited')?.changes).toContainEqual({
      field: 'level',
      before: 'read_only',
      after: 'full',
    });
  });

  test('a share expires', async () => {
    const expiresAt = new Date(desk.clock.now().getTime() + 10 * minute).toISOString();
    await desk.call(owner, 'addShares', {
      params: { number },
      body: { shares: [{ departmentId: security, expiresAt }] },
    });
    expect(await listOf(receivers.full, 'shared')).toContain(number);
    await desk.services.db
      .updateTable('ticket_share')
      .set({ expires_at: new Date(Date.now() - 1000) })
      .where('ticket_id', '=', number)
      .execute();
    expect((await desk.refusal(receivers.full, 'getTicket', { params: { number } })).code).toBe('not_found');
    expect(await listOf(receivers.full, 'shared')).not.toContain(number);
    expect((await desk.call(owner, 'listShares', { params: { number } })).items).toEqual([]);
  });

  test('the draft of a receiver who lost Full access is kept but cannot be sent', async () => {
    await shareWithAll();
    const draft = { html: '<p>half a sentence</p>', to: [], cc: [], bcc: [], attachmentIds: [] };
    await desk.call(receivers.full, 'saveDraft', { params: { number, kind: 'reply' }, body: draft });
    await desk.call(owner, 'editShare', {
      params: { number, departmentId: security },
      body: { version: 1, level: 'read_only' },
    });
    expect((await desk.refusal(receivers.full, 'reply', { params: { number }, body: { html: draft.html } })).code).toBe(
      'refused',
    );
    const { items } = await desk.call(receivers.full, 'listDrafts', { params: { number } });
    expect(items[0]?.html).toContain('half a sentence');
  });

  test('a reply still in its undo period is not sent if the share ends before', async () => {
    await shareWithAll();
    const { message } = await desk.call(receivers.full, 'reply', { params: { number }, body: { text: 'on its way' } });
    await desk.call(owner, 'removeShare', { params: { number, departmentId: security } });
    desk.clock.move(minute);
    await desk.runJobs();
    const { items } = await desk.call(owner, 'listMessages', { params: { number } });
    expect(items.find((one) => one.id === message.id)?.delivery).toMatchObject({
      state: 'failed',
      detail: 'not_found',
    });
    expect(
      await desk.services.db.selectFrom('outgoing_mail').select('id').where('message_id', '=', message.id).execute(),
    ).toEqual([]);
  });
});

describe('asking and answering', () => {
  test('a share has a question, a person in charge and a due date; Done returns the answer to the owner', async () => {
    const dueAt = new Date(desk.clock.now().getTime() + 60 * minute).toISOString();
    await desk.call(owner, 'addShares', {
      params: { number },
      body: {
        shares: [{ departmentId: security, question: 'Is it fraud?', responsibleId: receivers.full.id, dueAt }],
      },
    });
    expect((await ticketFor(owner)).shares).toEqual([{ departmentId: security, level: 'full', isOwed: true }]);
    const { items } = await desk.call(receivers.full, 'answerShare', {
      params: { number, departmentId: security },
      body: { answer: 'No, it is the landlord.' },
    });
    expect(items[0]).toMatchObject({ answer: 'No, it is the landlord.', doneBy: receivers.full.name, dueAt });
    expect((await ticketFor(owner)).shares[0]?.isOwed).toBe(false);
  });

  test('a new question resets Done', async () => {
    const params = { number, departmentId: security };
    await desk.call(owner, 'addShares', {
      params: { number },
      body: { shares: [{ departmentId: security, question: 'A?' }] },
    });
    await desk.call(receivers.full, 'answerShare', { params, body: { answer: 'a' } });
    const { items } = await desk.call(owner, 'editShare', { params, body: { version: 2, question: 'B?' } });
    expect(items[0]).toMatchObject({ doneAt: null, answer: '' });
  });

  test('"Why can I see this?" lists each relation with who granted it and when, and each refusal', async () => {
    await shareWithAll();
    const why = await desk.call(receivers.read_only, 'explainAccess', { params: { number } });
    expect(why.relations).toEqual([
      {
        relation: 'shared_read_only',
        departmentId: relations,
        level: 'read_only',
        grantedBy: owner.name,
        grantedAt: expect.any(String),
      },
    ]);
    expect(why.refusals).toContainEqual({ permission: 'ticket.reply', reason: 'shared_read_only' });
  });
});
