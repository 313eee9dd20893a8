import type { CannedReplyWrite } from '@crossdesk/contracts/canned-replies.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusalCode } from '../testing/client.ts';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let support: number;
let logistics: number;
let agent: TestAgent;
let colleague: TestAgent;
let receiver: TestAgent;
let viewer: TestAgent;
beforeAll(async () => {
  desk = await testApp();
  support = (await desk.given.department({ name: 'Support' })).id;
  logistics = (await desk.given.department({ name: 'Logistics' })).id;
  agent = await desk.given.member(support);
  colleague = await desk.given.member(support);
  receiver = await desk.given.member(logistics);
  viewer = await desk.given.member(support, 'viewer');
});
afterAll(() => desk.close());

const thanks: CannedReplyWrite = { name: 'Thanks', html: '<p>Thank you, {{ requester.name }}.</p>', visibility: 'me' };
const create = (by: TestAgent, given: Partial<CannedReplyWrite> = {}) =>
  desk.call(by, 'createCannedReply', { body: { ...thanks, ...given } });
const refuse = (by: TestAgent, given: Partial<CannedReplyWrite>) =>
  desk.refusal(by, 'createCannedReply', { body: { ...thanks, ...given } });
const namesFor = async (by: TestAgent) => (await desk.call(by, 'listCannedReplies', {})).items.map((one) => one.name);

describe('a canned reply', () => {
  test('that is personal is visible only to its author and needs only a permission to write messages', async () => {
    const mine = await create(agent, { name: 'Only mine' });
    expect(mine).toMatchObject({ ownerId: agent.id, canEdit: true, visibility: 'me', departmentIds: [] });
    expect(await namesFor(agent)).toContain('Only mine');
    for (const other of [colleague, desk.admin]) {
      expect(await namesFor(other)).not.toContain('Only mine');
      const target = { params: { id: mine.id } };
      expect(await refusalCode(desk.refusal(other, 'editCannedReply', { ...target, body: thanks }))).toBe('not_found');
      expect(await refusalCode(desk.refusal(other, 'deleteCannedReply', target))).toBe('not_found');
      const number = await desk.given.ticket({ departmentId: support });
      expect(await refusalCode(desk.refusal(other, 'fillCannedReply', { params: { number, id: mine.id } }))).toBe(
        'not_found',
      );
    }
    expect(await refusalCode(refuse(viewer, {}))).toBe('not_allowed');
    const target = { params: { id: mine.id } };
    expect(await refusalCode(desk.refusal(viewer, 'editCannedReply', { ...target, body: thanks }))).toBe('not_allowed');
    expect(await refusalCode(desk.refusal(viewer, 'deleteCannedReply', target))).toBe('not_allowed');
    expect(await refusalCode(desk.refusal(viewer, 'previewCannedReply', { body: { html: 'Hi' } }))).toBe('not_allowed');
  });

  test('that is shared requires the permission to manage settings', async () => {
    expect(await refusalCode(refuse(agent, { visibility: 'everyone' }))).toBe('not_allowed');
    const all = await create(desk.admin, { name: 'For all', visibility: 'everyone' });
    const some = await create(desk.admin, { name: 'For Support', visibility: 'departments', departmentIds: [support] });
    expect([all.ownerId, some.ownerId]).toEqual([null, null]);
    expect(await namesFor(agent)).toEqual(expect.arrayContaining(['For all', 'For Support']));
    expect(await namesFor(receiver)).toContain('For all');
    expect(await namesFor(receiver)).not.toContain('For Support');
    expect(await namesFor(desk.admin)).toContain('For Support');
    const items = (await desk.call(agent, 'listCannedReplies', {})).items;
    expect(items.find((one) => one.id === all.id)?.canEdit).toBe(false);
    const target = { params: { id: all.id } };
    expect(await refusalCode(desk.refusal(agent, 'editCannedReply', { ...target, body: thanks }))).toBe('not_allowed');
    expect(await refusalCode(desk.refusal(agent, 'deleteCannedReply', target))).toBe('not_allowed');
    const moved = await desk.call(desk.admin, 'editCannedReply', {
      ...target,
      body: { ...thanks, visibility: 'departments', departmentIds: [logistics], version: all.version },
    });
    expect(moved).toMatchObject({ visibility: 'departments', departmentIds: [logistics], version: all.version + 1 });
    const late = { ...thanks, visibility: 'everyone' as const, version: all.version };
    expect(await desk.refusal(desk.admin, 'editCannedReply', { ...target, body: late })).toMatchObject({
      code: 'version_conflict',
      current: { id: all.id, version: moved.version },
    });
    await desk.call(desk.admin, 'deleteCannedReply', target);
    expect(await namesFor(receiver)).toEqual([]);
  });

  test('with an unknown variable is rejected with its name', async () => {
    const refused = await refuse(agent, { html: '<p>{{ requester.card }}</p>' });
    expect(refused).toMatchObject({
      code: 'template_invalid',
      fields: [{ path: '/body/html', message: 'there is no variable requester.card' }],
    });
    expect(await refusalCode(refuse(agent, { html: '<p> </p><img src="https://x.example/a.png">' }))).toBe(
      'invalid_fields',
    );
    expect(await refusalCode(refuse(desk.admin, { visibility: 'departments' }))).toBe('invalid_fields');
    const nowhere = { visibility: 'departments' as const, departmentIds: [999_999] };
    expect(await refusalCode(refuse(desk.admin, nowhere))).toBe('unknown_reference');
    const preview = (html: string) => desk.call(agent, 'previewCannedReply', { body: { html } });
    expect(await preview('<p>{{ ticket.number }} {{ agent.name }}</p>')).toEqual({
      html: `<p>1042 ${agent.name}</p>`,
      faults: [],
    });
    expect(await preview('<p>{{ ticket.nummer }}</p>')).toMatchObject({
      html: '',
      faults: [{ reason: 'unknown_variable', what: 'ticket.nummer' }],
    });
  });
});

describe('filled in for a ticket', () => {
  const html =
    '<p>{{ requester.name }} {{ requester.email }} #{{ ticket.number }} [{{ ticket.priority }}] {{ agent.name }}</p>';

  test('it contains customer, ticket and writer, escaped', async () => {
    const contact = await desk.given.contact({ name: '<i>Mina</i> & Ito', emails: ['mina.i@customer.example'] });
    const number = await desk.given.ticket({ departmentId: support, requesterId: contact.id });
    const { id } = await create(agent, { html });
    const filled = await desk.call(agent, 'fillCannedReply', { params: { number, id } });
    expect(filled.html).toBe(
      `<p>&lt;i&gt;Mina&lt;/i&gt; &amp; Ito mina.i@customer.example #${number} [] ${agent.name}</p>`,
    );
  });

  test('rule I it does not show what a share hides', async () => {
    const contact = await desk.given.contact({ name: 'Mina Ito', emails: ['mina.hidden@customer.example'] });
    const priority = await desk.given.choice({ kind: 'priority', name: { en: 'Secretly urgent' } });
    const number = await desk.given.ticket({ departmentId: support, requesterId: contact.id });
    await desk.call(agent, 'editTicket', { params: { number }, body: { version: 1, priorityId: priority.id } });
    const share = {
      departmentId: logistics,
      level: 'full' as const,
      isCustomerMasked: true,
      hiddenFields: ['priority' as const],
    };
    await desk.call(agent, 'addShares', { params: { number }, body: { shares: [share] } });
    const { id } = await create(receiver, { html });
    const filled = await desk.call(receiver, 'fillCannedReply', { params: { number, id } });
    expect(filled.html).toBe(`<p>M. I.  #${number} [] ${receiver.name}</p>`);
    const own = await create(agent, { html });
    const whole = await desk.call(agent, 'fillCannedReply', { params: { number, id: own.id } });
    expect(whole.html).toContain('Mina Ito mina.hidden@customer.example');
    expect(whole.html).toContain('[Secretly urgent]');
  });

  test('it is not available for an unreadable ticket', async () => {
    const number = await desk.given.ticket({ departmentId: support });
    const { id } = await create(receiver, { html });
    expect(await refusalCode(desk.refusal(receiver, 'fillCannedReply', { params: { number, id } }))).toBe('not_found');
  });
});
