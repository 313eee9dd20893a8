import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusalCode } from '../testing/client.ts';
import { minute, type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let support: number;
let logistics: number;
let agent: TestAgent;
let colleague: TestAgent;
let receiver: TestAgent;
let stranger: TestAgent;
beforeAll(async () => {
  desk = await testApp();
  support = (await desk.given.department({ name: 'Support' })).id;
  logistics = (await desk.given.department({ name: 'Logistics' })).id;
  await desk.given.mailbox({ departmentId: support });
  agent = await desk.given.member(support);
  colleague = await desk.given.member(support);
  receiver = await desk.given.member(logistics);
  stranger = await desk.given.member((await desk.given.department()).id);
});
afterAll(() => desk.close());

const params = (number: number) => ({ params: { number } });
const span = (one: TestAgent) => `<p><span data-mention="${one.id}">@${one.name}</span> please look</p>`;
const commentFor = (number: number, ...people: TestAgent[]) => ({
  ...params(number),
  body: { html: people.map(span).join(''), mentionIds: people.map((one) => one.id) },
});
const bellOf = async (by: TestAgent, number: number) => {
  await desk.runJobs();
  const { items } = await desk.call(by, 'listNotifications', {});
  return items.filter((one) => one.number === number).map((one) => one.kind);
};

describe('a mention', () => {
  test('can name everyone who can see the ticket, including share receivers, but not oneself', async () => {
    const number = await desk.given.ticket({ departmentId: support });
    const offered = async () => (await desk.call(agent, 'listMentionable', params(number))).agentIds;
    expect(await offered()).toContain(colleague.id);
    for (const one of [agent, receiver, stranger]) expect(await offered()).not.toContain(one.id);
    const shares = [{ departmentId: logistics, level: 'read_only' as const }];
    await desk.call(agent, 'addShares', { ...params(number), body: { shares } });
    expect(await offered()).toContain(receiver.id);
    expect(await refusalCode(desk.refusal(stranger, 'listMentionable', params(number)))).toBe('not_found');
  });

  test('is stored on the comment and notifies the agent in the app and by email', async () => {
    const number = await desk.given.ticket({ departmentId: support });
    const { message } = await desk.call(agent, 'comment', commentFor(number, colleague));
    expect(message.mentionIds).toEqual([colleague.id]);
    expect(message.html).toContain(`data-mention="${colleague.id}"`);
    expect(await bellOf(colleague, number)).toEqual(['mentioned']);
    desk.clock.move(2 * minute);
    await desk.runJobs();
    const mail = desk.mail.lastTo(colleague.email);
    expect(mail.subject).toContain(`${agent.name} mentioned you`);
    expect(mail.text).toContain('please look');
  });

  test('of the assignee sends one notification, not a second one for the message', async () => {
    const number = await desk.given.ticket({ departmentId: support, assigneeId: colleague.id });
    await desk.call(agent, 'comment', commentFor(number, colleague));
    expect(await bellOf(colleague, number)).toEqual(['mentioned', 'assigned']);
  });

  test('of an agent without access is refused with its position, and nothing is added', async () => {
    const number = await desk.given.ticket({ departmentId: support });
    const refused = await desk.refusal(agent, 'comment', commentFor(number, colleague, stranger));
    expect(refused).toMatchObject({
      code: 'mention_refused',
      fields: [{ path: '/body/mentionIds/1', message: "doesn't have access to this ticket" }],
    });
    expect((await desk.call(agent, 'listMessages', params(number))).items).toHaveLength(1);
    expect(await bellOf(colleague, number)).toEqual([]);
  });

  test('that is only in the HTML, or in a reply, is plain text', async () => {
    const number = await desk.given.ticket({ departmentId: support });
    const body = { html: span(colleague) };
    const { message } = await desk.call(agent, 'comment', { ...params(number), body });
    expect([message.mentionIds, message.html]).toEqual([[], expect.not.stringContaining('data-mention')]);
    const answered = await desk.call(agent, 'reply', { ...params(number), body });
    expect(answered.message.html).not.toContain('data-mention');
    expect(await bellOf(colleague, number)).toEqual([]);
  });

  test('ZV-48 C-24 added by an edit notifies only newly mentioned agents, once', async () => {
    const number = await desk.given.ticket({ departmentId: support });
    const newcomer = await desk.given.member(support);
    const { message } = await desk.call(agent, 'comment', commentFor(number, colleague));
    const edit = (...people: TestAgent[]) =>
      desk.call(agent, 'editMessage', { ...commentFor(number, ...people), params: { number, messageId: message.id } });
    expect(await bellOf(colleague, number)).toEqual(['mentioned']);
    const edited = await edit(colleague, newcomer);
    expect([edited.mentionIds, edited.html]).toEqual([
      [colleague.id, newcomer.id],
      expect.stringContaining(`data-mention="${newcomer.id}"`),
    ]);
    expect(await bellOf(newcomer, number)).toEqual(['mentioned']);
    desk.clock.move(2 * minute);
    await desk.runJobs();
    expect(desk.mail.lastTo(newcomer.email).subject).toContain(`${agent.name} mentioned you`);
    // Removing and re-adding a mention does not notify again.
    expect((await edit(colleague)).mentionIds).toEqual([colleague.id]);
    expect((await edit(newcomer, colleague)).mentionIds).toEqual([newcomer.id, colleague.id]);
    for (const one of [colleague, newcomer]) expect(await bellOf(one, number)).toEqual(['mentioned']);
    await desk.runJobs();
    expect(desk.mail.sent.filter((mail) => mail.to.some((to) => to.address === newcomer.email))).toHaveLength(1);
  });

  test('ZV-48 added by another editor names that editor and can notify the author', async () => {
    const number = await desk.given.ticket({ departmentId: support });
    const { message } = await desk.call(agent, 'comment', { ...params(number), body: { text: 'Nobody yet.' } });
    const manager = await desk.given.member(support, 'admin');
    await desk.call(manager, 'editMessage', {
      ...commentFor(number, agent, colleague, manager),
      params: { number, messageId: message.id },
    });
    expect(await bellOf(agent, number)).toEqual(['mentioned']);
    expect(await bellOf(manager, number)).toEqual([]);
    desk.clock.move(2 * minute);
    await desk.runJobs();
    expect(desk.mail.lastTo(colleague.email).subject).toContain(`${manager.name} mentioned you`);
  });

  test('ZV-48 added by an edit is refused without access; an existing mention may stay after access was lost, without a notification', async () => {
    const number = await desk.given.ticket({ departmentId: support });
    const shares = [{ departmentId: logistics, level: 'read_only' as const }];
    const [share] = (await desk.call(agent, 'addShares', { ...params(number), body: { shares } })).items;
    const { message } = await desk.call(agent, 'comment', commentFor(number, receiver));
    const edit = (...people: TestAgent[]) => ({
      ...commentFor(number, ...people),
      params: { number, messageId: message.id },
    });
    expect(await desk.refusal(agent, 'editMessage', edit(receiver, stranger))).toMatchObject({
      code: 'mention_refused',
      fields: [{ path: '/body/mentionIds/1', message: "doesn't have access to this ticket" }],
    });
    await desk.call(agent, 'removeShare', {
      params: { number, departmentId: logistics },
      query: { version: share?.version ?? 0 },
    });
    const edited = await desk.call(agent, 'editMessage', edit(receiver, colleague));
    expect(edited.html).toContain(`data-mention="${receiver.id}"`);
    expect(await bellOf(receiver, number)).not.toContain('mentioned');
    expect(await bellOf(stranger, number)).toEqual([]);
    expect(await bellOf(colleague, number)).toEqual(['mentioned']);
  });

  test('is kept when the comment is edited and is part of the draft in another browser', async () => {
    const number = await desk.given.ticket({ departmentId: support });
    const html = span(colleague);
    const draft = { html, to: [], cc: [], bcc: [], attachmentIds: [] };
    await desk.call(agent, 'saveDraft', { params: { number, kind: 'comment' }, body: draft });
    expect((await desk.call(agent, 'listDrafts', params(number))).items[0]?.html).toBe(html);
    const { message } = await desk.call(agent, 'comment', commentFor(number, colleague));
    const edited = await desk.call(agent, 'editMessage', {
      params: { number, messageId: message.id },
      body: { html: `${html}${span(stranger)}` },
    });
    expect(edited.html).toContain(`data-mention="${colleague.id}"`);
    expect(edited.html).not.toContain(`data-mention="${stranger.id}"`);
  });
});
