import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Attachment } from '@crossdesk/contracts/conversation.ts';
import type { ProblemBody } from '@crossdesk/contracts/problems.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusalCode } from '../testing/client.ts';
import { minute, type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
let departmentId: number;
let agent: TestAgent;
let colleague: TestAgent;
let stranger: TestAgent;
beforeAll(async () => {
  desk = await testApp();
  departmentId = (await desk.given.department()).id;
  await desk.given.mailbox({ departmentId });
  agent = await desk.given.member(departmentId);
  colleague = await desk.given.member(departmentId);
  stranger = await desk.given.member((await desk.given.department()).id);
});
afterAll(() => desk.close());

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

async function upload(content: Buffer, name = 'photo.png', type = 'image/png', by = agent) {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(content)], { type }), name);
  const request = new Request('http://desk.example', { method: 'POST', body: form });
  const answer = await desk.app.inject({
    method: 'POST',
    url: '/api/v1/files',
    headers: { authorization: `Bearer ${by.key}`, 'content-type': request.headers.get('content-type') ?? '' },
    payload: Buffer.from(await request.arrayBuffer()),
  });
  return { status: answer.statusCode, body: answer.json<Attachment & ProblemBody>() };
}
const read = (attachmentId: number, by: TestAgent | null, query: { preview?: string } = {}) =>
  desk.send(by, 'getFile', { params: { attachmentId }, query });

describe('a file', () => {
  test('ZV-44 gets its type from its bytes and can be previewed only if harmless', async () => {
    const photo = await upload(png, 'photo.gif', 'image/gif');
    expect([photo.status, photo.body.contentType, photo.body.byteCount]).toEqual([201, 'image/png', png.length]);
    const shown = await read(photo.body.id, agent, { preview: '1' });
    expect(shown.rawPayload).toEqual(png);
    expect(shown.headers).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': "inline; filename*=UTF-8''photo.gif",
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringMatching(/default-src 'none'.*sandbox/),
    });
    const downloaded = await read(photo.body.id, agent);
    expect(downloaded.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': expect.stringMatching(/^attachment;/),
    });
  });

  test.each([
    ['page.html', 'text/html', '<script>alert(1)</script>'],
    ['picture.svg', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['photo.png', 'image/png', '<script>alert(1)</script>'],
  ])('%s containing script is never shown inline', async (name, type, content) => {
    const { body } = await upload(Buffer.from(content), name, type);
    expect(body.previewUrl).toBeNull();
    const answer = await read(body.id, agent, { preview: '1' });
    expect(answer.headers['content-type']).toBe('application/octet-stream');
    expect(answer.headers['content-disposition']).toMatch(/^attachment;/);
  });

  test('gets a safe name', async () => {
    const { body } = await upload(png, '../../etc/pass:wd\u202e<領収書>.png');
    expect(body.name).toBe('pass_wd__領収書_.png');
    const answer = await read(body.id, agent);
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename\*=UTF-8''[\w%.-]+$/);
  });

  test('above the size limit is refused with the limit and not stored', async () => {
    await desk.call(desk.admin, 'editCompany', { body: { attachmentMaxBytes: 1024 } });
    const { status, body } = await upload(Buffer.alloc(3_000_000, 1));
    expect([status, body.code]).toEqual([413, 'file_too_large']);
    expect(body.detail).toContain('1024');
    expect(readdirSync(join(desk.services.config.dataDir, 'files', 'incoming'))).toEqual([]);
    expect((await upload(Buffer.alloc(1024, 1))).status).toBe(201);
    expect((await upload(Buffer.alloc(1025, 1))).status).toBe(413);
    await desk.call(desk.admin, 'editCompany', { body: { attachmentMaxBytes: 26_214_400 } });
  });

  test('must be sent as a multipart form', async () => {
    const headers = { authorization: `Bearer ${agent.key}` };
    const send = (extra: Record<string, string>, payload: string) =>
      desk.app.inject({ method: 'POST', url: '/api/v1/files', headers: { ...headers, ...extra }, payload });
    const json = await send({ 'content-type': 'application/json' }, '{}');
    expect(json.json()).toMatchObject({ code: 'not_acceptable_media' });
    const type = { 'content-type': 'multipart/form-data; boundary=b' };
    const empty = await send(type, '--b--\r\n');
    expect([empty.statusCode, empty.json<ProblemBody>().code]).toEqual([400, 'bad_request']);
    const cut = await send(type, '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf of');
    expect([cut.statusCode, cut.json<ProblemBody>().code]).toEqual([400, 'bad_request']);
    const unbounded = await send({ 'content-type': 'multipart/form-data' }, 'x');
    expect([unbounded.statusCode, unbounded.json<ProblemBody>().code]).toEqual([400, 'bad_request']);
  });

  test('that is not attached can be read only by its uploader', async () => {
    const { body } = await upload(png);
    expect((await read(body.id, agent)).statusCode).toBe(200);
    expect((await read(body.id, colleague)).statusCode).toBe(404);
    expect((await read(body.id, null)).statusCode).toBe(401);
    const number = await desk.given.ticket({ departmentId });
    const comment = { params: { number }, body: { text: 'x', attachmentIds: [body.id] } };
    expect(await refusalCode(desk.refusal(colleague, 'comment', comment))).toBe('unknown_reference');
  });

  test('ZV-43 on a message can be read only by people who can see the ticket', async () => {
    const { body } = await upload(png);
    const number = await desk.given.ticket({ departmentId });
    const send = { params: { number }, body: { attachmentIds: [body.id] } };
    const { message } = await desk.call(agent, 'comment', send);
    expect(message.attachments).toMatchObject([{ id: body.id, name: 'photo.png', byteCount: png.length }]);
    expect((await read(body.id, colleague)).statusCode).toBe(200);
    expect((await read(body.id, stranger)).statusCode).toBe(404);
    expect((await read(999_999, agent)).statusCode).toBe(404);
    // The file is on that message now and cannot be attached to another.
    expect(await refusalCode(desk.refusal(agent, 'comment', send))).toBe('unknown_reference');
  });

  test('with the same content is stored once', async () => {
    const content = Buffer.from('the very same bytes');
    const [one, other] = [await upload(content, 'a.txt', 'text/plain'), await upload(content, 'b.txt', 'text/plain')];
    const rows = await desk.services.db
      .selectFrom('attachment')
      .select('hash')
      .where('id', 'in', [one.body.id, other.body.id])
      .execute();
    expect(new Set(rows.map((row) => row.hash)).size).toBe(1);
    const folder = join(desk.services.config.dataDir, 'files', rows[0]?.hash.slice(0, 2) ?? '');
    expect(readdirSync(folder)).toHaveLength(1);
  });

  test('of an undone reply is on the draft again', async () => {
    const { body } = await upload(png);
    const number = await desk.given.ticket({ departmentId });
    const { message } = await desk.call(agent, 'reply', {
      params: { number },
      body: { text: 'x', attachmentIds: [body.id] },
    });
    const draft = await desk.call(agent, 'undoSend', { params: { number, messageId: message.id }, body: {} });
    expect(draft.attachments.map((one) => one.id)).toEqual([body.id]);
    await desk.call(agent, 'reply', { params: { number }, body: { text: 'x', attachmentIds: [body.id] } });
  });
});

describe('an image in the text', () => {
  const shown = (id: number) => `<p>Look: <img alt="photo.png" src="/api/v1/files/${id}?preview=1" /></p>`;

  test('is part of the draft in another browser and of the sent message', async () => {
    const [photo, list] = [(await upload(png)).body, (await upload(Buffer.from('a,b'), 'a.csv', 'text/csv')).body];
    const number = await desk.given.ticket({ departmentId });
    const attachmentIds = [photo.id, list.id];
    const draft = { html: shown(photo.id), to: [], cc: [], bcc: [], attachmentIds };
    await desk.call(agent, 'saveDraft', { params: { number, kind: 'reply' }, body: draft });
    const [kept] = (await desk.call(agent, 'listDrafts', { params: { number } })).items;
    expect(kept).toMatchObject({
      html: shown(photo.id),
      attachments: [
        { id: photo.id, isInline: true },
        { id: list.id, isInline: false },
      ],
    });
    const { message } = await desk.call(agent, 'comment', {
      params: { number },
      body: { html: shown(photo.id), attachmentIds },
    });
    expect(message.html).toBe(shown(photo.id));
    expect(message.attachments.map((one) => one.isInline)).toEqual([true, false]);
    expect((await read(photo.id, colleague, { preview: '1' })).headers['content-type']).toBe('image/png');
    expect((await read(photo.id, stranger, { preview: '1' })).statusCode).toBe(404);
    const at = { params: { number, messageId: message.id } };
    const edited = await desk.call(agent, 'editMessage', { ...at, body: { html: `<p>New</p>${shown(photo.id)}` } });
    expect(edited.html).toContain(`src="/api/v1/files/${photo.id}?preview=1"`);
  });

  test('that is not attached to the message is removed', async () => {
    const number = await desk.given.ticket({ departmentId });
    const theirs = (await upload(png, 'photo.png', 'image/png', stranger)).body;
    const html = `${shown(theirs.id)}<img src="/api/v1/agents"><img src="/api/v1/files/${theirs.id}">`;
    const { message } = await desk.call(agent, 'comment', { params: { number }, body: { html } });
    expect(message.html).not.toContain('src=');
  });

  test('is sent as a related part referenced by cid (RFC 2392), and our URLs are removed', async () => {
    const contact = await desk.given.contact();
    const number = await desk.given.ticket({ departmentId, requesterId: contact.id });
    const first = (await upload(png)).body;
    const say = (html: string, attachmentIds: number[]) =>
      desk.call(agent, 'reply', { params: { number }, body: { html, attachmentIds } });
    await say(shown(first.id), [first.id]);
    desk.clock.move(minute);
    await desk.runJobs();
    const mail = desk.mail.lastTo(contact.emails[0] ?? '');
    const cid = /src="cid:([^"]+)"/.exec(mail.html ?? '')?.[1];
    expect(cid).toBeDefined();
    expect(mail.attachments).toMatchObject([{ name: 'photo.png', contentType: 'image/png', cid }]);
    await say('<p>And?</p>', []);
    desk.clock.move(minute);
    await desk.runJobs();
    expect(desk.mail.lastTo(contact.emails[0] ?? '').html).not.toContain('/api/v1/files');
  });
});
