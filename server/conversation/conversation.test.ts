import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusalCode } from '../testing/client.ts';
import { day, minute, type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let departmentId: number;
let agent: TestAgent;
let colleague: TestAgent;
let supervisor: TestAgent;
beforeAll(async () => {
  desk = await testApp();
  departmentId = (await desk.given.department()).id;
  await desk.given.mailbox({ departmentId });
  agent = await desk.given.member(departmentId);
  colleague = await desk.given.member(departmentId);
  supervisor = await desk.given.member(departmentId, 'supervisor');
});
afterAll(() => desk.close());

const params = (number: number) => ({ params: { number } });
const messagesOf = async (number: number) => (await desk.call(agent, 'listMessages', params(number))).items;
const ticketOf = (number: number) => desk.call(agent, 'getTicket', params(number));

describe('writing messages', () => {
  test('ZV-14 ZV-47 a public ticket accepts replies and comments; the first reply opens it', async () => {
    const contact = await desk.given.contact();
    const number = await desk.given.ticket({
      departmentId,
      requesterId: contact.id,
      cc: [{ name: '', address: 'bob@customer.example' }],
    });
    const noted = await desk.call(agent, 'comment', { ...params(number), body: { text: 'Angry one.' } });
    expect(noted.message).toMatchObject({
      kind: 'comment',
      visibility: 'internal',
      delivery: null,
      to: [],
      canEdit: true,
    });
    expect(noted.ticket).toMatchObject({ baseState: 'new', firstRespondedAt: null, messageCount: 2 });
    const said = await desk.call(agent, 'reply', { ...params(number), body: { html: '<p>Hello</p>' } });
    expect(said.message).toMatchObject({
      kind: 'reply',
      visibility: 'public',
      text: 'Hello',
      author: { kind: 'agent', id: agent.id },
      to: [{ address: contact.emails[0] }],
      cc: [{ name: '', address: 'bob@customer.example' }],
      delivery: { state: 'waiting' },
      canEdit: false,
    });
    expect(said.ticket).toMatchObject({ baseState: 'open', messageCount: 3 });
    expect(said.ticket.firstRespondedAt).not.toBeNull();
  });

  test('the response to each message shows the ticket as it is read afterwards', async () => {
    const account = await desk.call(desk.admin, 'createAccount', { body: { name: 'Lamp House' } });
    const contact = await desk.given.contact({ accountId: account.id });
    const created = await desk.call(agent, 'createTicket', {
      body: { subject: 'Lamp', departmentId, requester: { contactId: contact.id }, message: { text: 'It is dark.' } },
    });
    expect(created).toEqual(await ticketOf(created.number));
    const { number } = created;
    const to = [{ name: 'Carrier', address: 'carrier@customer.example' }];
    const responses = [
      () => desk.call(agent, 'reply', { ...params(number), body: { text: 'First response.' } }),
      () => desk.call(agent, 'reply', { ...params(number), body: { text: 'Second response.' } }),
      () => desk.call(agent, 'comment', { ...params(number), body: { text: 'Noted.' } }),
      () => desk.call(agent, 'forward', { ...params(number), body: { text: 'See below.', to } }),
    ];
    for (const respond of responses) expect((await respond()).ticket).toEqual(await ticketOf(number));
  });

  test('ZV-17 an internal ticket refuses replies and accepts comments and forwards', async () => {
    const number = await desk.given.ticket({ departmentId, type: 'internal' });
    const refused = await desk.refusal(agent, 'reply', { ...params(number), body: { text: 'Hello' } });
    expect(refused).toMatchObject({ code: 'refused', reason: 'ticket_internal' });
    await desk.call(agent, 'comment', { ...params(number), body: { text: 'Noted' } });
    const to = [{ name: '', address: 'partner@other.example' }];
    await desk.call(agent, 'forward', { ...params(number), body: { text: 'Look', to } });
    expect((await messagesOf(number)).map((one) => one.visibility)).toEqual(['internal', 'internal', 'internal']);
  });

  test('ZV-18 internal messages stay internal when the ticket becomes public', async () => {
    const number = await desk.given.ticket({ departmentId, type: 'internal' });
    await desk.call(supervisor, 'editTicket', { ...params(number), body: { version: 1, type: 'public' } });
    await desk.call(agent, 'reply', { ...params(number), body: { text: 'Now public' } });
    expect((await messagesOf(number)).map((one) => one.visibility)).toEqual(['internal', 'public']);
    const publicOnly = await desk.call(agent, 'listMessages', { ...params(number), query: { visibility: 'public' } });
    expect(publicOnly.items.map((one) => one.text)).toEqual(['Now public']);
  });

  test('a reply without a recipient or content is refused', async () => {
    const contact = await desk.given.contact({ emails: [] });
    const number = await desk.given.ticket({ departmentId, requesterId: contact.id });
    expect(await refusalCode(desk.refusal(agent, 'reply', { ...params(number), body: { text: 'Hi' } }))).toBe(
      'no_recipient',
    );
    for (const body of [{}, { text: ' \n' }, { html: '<p><br></p>' }, { html: '<script>x</script>' }]) {
      expect(await refusalCode(desk.refusal(agent, 'comment', { ...params(number), body }))).toBe('empty_message');
    }
  });

  test('a message or a draft of more than 200,000 characters is refused', async () => {
    const number = await desk.given.ticket({ departmentId });
    const html = 'x'.repeat(200_001);
    const draft = { html, to: [], cc: [], bcc: [], attachmentIds: [] };
    for (const refusal of [
      desk.refusal(agent, 'comment', { ...params(number), body: { html } }),
      desk.refusal(agent, 'reply', { ...params(number), body: { text: html } }),
      desk.refusal(agent, 'saveDraft', { params: { number, kind: 'comment' }, body: draft }),
    ])
      expect(await refusalCode(refusal)).toBe('invalid_fields');
  });

  test('hostile HTML is sanitised before it is stored', async () => {
    const number = await desk.given.ticket({ departmentId });
    const html =
      '<p onclick="x()">Hi <a href="javascript:x()">there</a></p><img src=x onerror=alert(1)><iframe src="//evil"></iframe>';
    const { message } = await desk.call(agent, 'comment', { ...params(number), body: { html } });
    expect(message.html).not.toMatch(/onclick|javascript:|onerror|iframe/);
    expect(message.text).toContain('Hi there');
  });

  test("the agent's own recent comment does not cause a version conflict", async () => {
    const number = await desk.given.ticket({ departmentId });
    const lastSeenMessageId = (await messagesOf(number)).at(-1)?.id ?? 1;
    await desk.call(agent, 'comment', { ...params(number), body: { text: 'Only we read this.' } });
    const { message } = await desk.call(agent, 'reply', {
      ...params(number),
      body: { text: 'Here it is.', lastSeenMessageId },
    });
    expect(message.text).toBe('Here it is.');
  });

  test('a reply without the newest message seen is refused and succeeds afterwards', async () => {
    const number = await desk.given.ticket({ departmentId });
    const seen = (await messagesOf(number)).at(-1)?.id ?? 0;
    await desk.call(colleague, 'reply', { ...params(number), body: { text: 'I was first.' } });
    const staleReply = { text: 'Me too.', lastSeenMessageId: seen };
    const refused = await desk.refusal(agent, 'reply', { ...params(number), body: staleReply });
    expect(refused).toMatchObject({ code: 'version_conflict', current: { number } });
    const newest = (await messagesOf(number)).at(-1)?.id ?? 0;
    await desk.call(agent, 'reply', { ...params(number), body: { ...staleReply, lastSeenMessageId: newest } });
  });

  test('a reply can set the status; without that permission nothing is sent', async () => {
    const { choices } = await desk.call(agent, 'getCatalog', {});
    const statusId = choices.find((one) => one.baseState === 'pending')?.id ?? 0;
    const number = await desk.given.ticket({ departmentId });
    const said = await desk.call(agent, 'reply', { ...params(number), body: { text: 'Tell me more', statusId } });
    expect(said.ticket.baseState).toBe('pending');
    const profile = await desk.given.profile(['ticket.read', 'ticket.reply']);
    const clerk = await desk.given.agent({ profile: profile.id, in: [departmentId] });
    const before = (await messagesOf(number)).length;
    expect(await refusalCode(desk.refusal(clerk, 'reply', { ...params(number), body: { text: 'x', statusId } }))).toBe(
      'refused',
    );
    expect(await messagesOf(number)).toHaveLength(before);
  });

  test('duplicate recipients are removed across To, Cc and Bcc', async () => {
    const number = await desk.given.ticket({ departmentId });
    const ann = { name: 'Ann', address: 'ann@customer.example' };
    const same = { name: '', address: 'ANN@customer.example' };
    const body = {
      text: 'Hi',
      to: [ann, same],
      cc: [same],
      bcc: [same, { name: '', address: 'bob@customer.example' }],
    };
    const { message } = await desk.call(agent, 'reply', { ...params(number), body });
    expect([message.to, message.cc, message.bcc.length]).toEqual([[ann], [], 1]);
  });

  test('the conversation is paged newest first, each page in chronological order', async () => {
    const number = await desk.given.ticket({ departmentId });
    for (let count = 0; count < 6; count++) await desk.given.message(number, { text: `Message ${count}` });
    const first = await desk.call(agent, 'listMessages', { ...params(number), query: { limit: 3 } });
    expect(first.items.map((one) => one.text)).toEqual(['Message 3', 'Message 4', 'Message 5']);
    const rest = await desk.call(agent, 'listMessages', { ...params(number), query: { after: first.next ?? '' } });
    expect(rest.items.slice(1).map((one) => one.text)).toEqual(['Message 0', 'Message 1', 'Message 2']);
    expect(rest.next).toBeNull();
  });
});

describe('undoing and editing', () => {
  test('C-01 a reply can be undone before it is sent; its text becomes the draft again', async () => {
    const number = await desk.given.ticket({ departmentId });
    const { message } = await desk.call(agent, 'reply', { ...params(number), body: { html: '<p>Too soon</p>' } });
    const undo = { params: { number, messageId: message.id }, body: {} };
    expect(await refusalCode(desk.refusal(colleague, 'undoSend', undo))).toBe('original_immutable');
    const draft = await desk.call(agent, 'undoSend', undo);
    expect(draft).toMatchObject({ kind: 'reply', html: '<p>Too soon</p>', to: message.to });
    expect(await messagesOf(number)).toHaveLength(1);
    expect(await ticketOf(number)).toMatchObject({ messageCount: 1, firstRespondedAt: null });
    expect(await refusalCode(desk.refusal(agent, 'undoSend', undo))).toBe('not_found');
    desk.clock.move(minute);
    await desk.runJobs();
    expect(desk.mail.sent.map((mail) => mail.text)).not.toContainEqual(expect.stringContaining('Too soon'));
  });

  test('C-01 CP-34 CP-35 a sent reply cannot be undone, and replies and requests are never edited', async () => {
    const number = await desk.given.ticket({ departmentId });
    const { message } = await desk.call(agent, 'reply', { ...params(number), body: { text: 'Hello' } });
    desk.clock.move(11_000);
    const at = (messageId: number) => ({ params: { number, messageId } });
    expect(await refusalCode(desk.refusal(agent, 'undoSend', { ...at(message.id), body: {} }))).toBe(
      'original_immutable',
    );
    const [request] = await messagesOf(number);
    for (const id of [message.id, request?.id ?? 0]) {
      const edit = { ...at(id), body: { html: '<p>Other</p>' } };
      expect(await refusalCode(desk.refusal(desk.admin, 'editMessage', edit))).toBe('original_immutable');
    }
  });

  test('C-01 ZV-48 an agent can edit their own comment for fifteen minutes, and revisions are kept', async () => {
    const number = await desk.given.ticket({ departmentId });
    const { message } = await desk.call(agent, 'comment', { ...params(number), body: { html: '<p>One</p>' } });
    const at = { params: { number, messageId: message.id } };
    const edit = (html: string, by = agent) => desk.call(by, 'editMessage', { ...at, body: { html } });
    const edited = await edit('<p>Two</p><script>x</script>');
    expect(edited).toMatchObject({ html: '<p>Two</p>', text: 'Two', canEdit: true });
    expect(edited.editedAt).not.toBeNull();
    await edit('<p>Two</p>');
    await edit('<p>Three</p>');
    const { items } = await desk.call(colleague, 'listRevisions', at);
    expect(items.map((one) => [one.html, one.replacedBy])).toEqual([
      ['<p>Two</p>', agent.name],
      ['<p>One</p>', agent.name],
    ]);
    const body = { html: '<p>Four</p>' };
    expect(await refusalCode(desk.refusal(colleague, 'editMessage', { ...at, body }))).toBe('refused');
    expect(await refusalCode(desk.refusal(agent, 'editMessage', { ...at, body: { html: '<br>' } }))).toBe(
      'empty_message',
    );
    desk.clock.move(15 * minute + 1000);
    expect(await refusalCode(desk.refusal(agent, 'editMessage', { ...at, body }))).toBe('edit_window_over');
    expect((await messagesOf(number)).at(-1)?.canEdit).toBe(false);
    await edit('<p>By the admin</p>', desk.admin);
  });

  test('a message is only found on its own ticket', async () => {
    const [one, other] = [await desk.given.ticket({ departmentId }), await desk.given.ticket({ departmentId })];
    const { message } = await desk.call(agent, 'comment', { ...params(one), body: { text: 'Mine' } });
    const wrong = { params: { number: other, messageId: message.id } };
    expect(await refusalCode(desk.refusal(agent, 'editMessage', { ...wrong, body: { html: 'x' } }))).toBe('not_found');
    expect(await refusalCode(desk.refusal(agent, 'listRevisions', wrong))).toBe('not_found');
    expect(await refusalCode(desk.refusal(agent, 'undoSend', { ...wrong, body: {} }))).toBe('not_found');
  });
});

describe('drafts', () => {
  const draft = (html: string, attachmentIds: number[] = []) => ({ html, to: [], cc: [], bcc: [], attachmentIds });
  const save = (number: number, kind: 'reply' | 'comment', body: ReturnType<typeof draft>, by = agent) =>
    desk.call(by, 'saveDraft', { params: { number, kind }, body });

  test('there is one draft per agent, ticket and kind; sending or emptying it deletes it', async () => {
    const number = await desk.given.ticket({ departmentId });
    await save(number, 'reply', draft('<p>One</p>'));
    await save(number, 'reply', draft('<p>Two</p>'));
    await save(number, 'comment', draft('<p>Note</p>'));
    await save(number, 'reply', draft('<p>Theirs</p>'), colleague);
    const ownDrafts = async () =>
      (await desk.call(agent, 'listDrafts', params(number))).items.map((one) => [one.kind, one.html]);
    expect(await ownDrafts()).toEqual([
      ['comment', '<p>Note</p>'],
      ['reply', '<p>Two</p>'],
    ]);
    await desk.call(agent, 'reply', { ...params(number), body: { html: '<p>Two</p>' } });
    expect(await ownDrafts()).toEqual([['comment', '<p>Note</p>']]);
    await save(number, 'comment', draft('<p></p>'));
    expect(await ownDrafts()).toEqual([]);
    expect((await desk.call(colleague, 'listDrafts', params(number))).items).toHaveLength(1);
  });
});

test('unattached uploads are deleted after a day, those on a draft are kept', async () => {
  const number = await desk.given.ticket({ departmentId });
  const attach = (isOnDraft: boolean) =>
    desk.inTransaction(async (ctx) => {
      const row = await ctx.tx
        .insertInto('attachment')
        .values({
          hash: 'ab'.repeat(32),
          name: 'a.txt',
          content_type: 'text/plain',
          byte_count: 1,
          content_id: null,
          is_inline: false,
          message_id: null,
          draft_agent_id: null,
          draft_ticket_id: null,
          draft_kind: null,
          uploaded_by: agent.id,
          created_at: ctx.now,
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      return { id: row.id, isOnDraft };
    });
  const [loose, kept] = [await attach(false), await attach(true)];
  const body = { html: '<p>x</p>', to: [], cc: [], bcc: [], attachmentIds: [kept.id] };
  await desk.call(agent, 'saveDraft', { params: { number, kind: 'reply' }, body });
  desk.clock.move(day + minute);
  await desk.inTransaction(async (ctx) => {
    const { queueJob } = await import('../platform/jobs.ts');
    await queueJob(ctx, 'conversation:tidy', {});
  });
  await desk.runJobs();
  const remaining = await desk.services.db
    .selectFrom('attachment')
    .select('id')
    .where('id', 'in', [loose.id, kept.id])
    .execute();
  expect(remaining.map((row) => row.id)).toEqual([kept.id]);
});
