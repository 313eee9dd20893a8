import type { ImapWrite } from '@crossdesk/contracts/mail-servers.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unseal } from '../platform/seal.ts';
import { refusalCode } from '../testing/client.ts';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

let desk: TestApp;
beforeAll(async () => {
  desk = await testApp();
});
afterAll(() => desk.close());

describe('departments', () => {
  test('ZE-54 an administrator adds and renames departments', async () => {
    const made = await desk.call(desk.admin, 'createDepartment', { body: { name: { en: 'Billing', ja: '請求' } } });
    expect(made).toMatchObject({
      name: { en: 'Billing', ja: '請求' },
      isActive: true,
      color: expect.stringMatching(/^#/),
    });
    const renamed = await desk.call(desk.admin, 'editDepartment', {
      params: { id: made.id },
      body: { name: { en: 'Payments' }, color: '#000000' },
    });
    expect(renamed).toMatchObject({ name: { en: 'Payments' }, color: '#000000' });
    const { items } = await desk.call(desk.admin, 'listDepartments', {});
    expect(items).toContainEqual(renamed);
  });

  test('department names are unique, ignoring case', async () => {
    await desk.call(desk.admin, 'createDepartment', { body: { name: { en: 'Twin' } } });
    const again = { body: { name: { en: 'tWIN' } } };
    expect(await refusalCode(desk.refusal(desk.admin, 'createDepartment', again))).toBe('already_exists');
  });

  test('a department can be disabled only without open tickets and active mailboxes', async () => {
    const { id } = await desk.given.department();
    const disable = { params: { id }, body: { isActive: false } };
    const mailbox = await desk.given.mailbox({ departmentId: id });
    expect((await desk.refusal(desk.admin, 'editDepartment', disable)).detail).toContain(mailbox.address);
    await desk.call(desk.admin, 'editMailbox', { params: { id: mailbox.id }, body: { isActive: false } });
    const number = await desk.given.ticket({ departmentId: id });
    expect(await refusalCode(desk.refusal(desk.admin, 'editDepartment', disable))).toBe('in_use');
    await desk.call(desk.admin, 'closeTicket', { params: { number }, body: { version: 1 } });
    expect((await desk.call(desk.admin, 'editDepartment', disable)).isActive).toBe(false);
    const contact = await desk.given.contact();
    const open = {
      body: { subject: 'Hi', requester: { contactId: contact.id }, departmentId: id, message: { text: 'Hi' } },
    };
    expect(await refusalCode(desk.refusal(desk.admin, 'createTicket', open))).toBe('unknown_reference');
  });

  test('mailbox addresses are unique, ignoring case', async () => {
    const { id: departmentId } = await desk.given.department();
    await desk.call(desk.admin, 'createMailbox', {
      body: { address: 'Help@desk.example', name: 'Help', departmentId },
    });
    const again = { body: { address: 'help@desk.example', name: 'Help', departmentId } };
    expect(await refusalCode(desk.refusal(desk.admin, 'createMailbox', again))).toBe('already_exists');
  });

  test('the password of a polled mailbox is encrypted and never returned', async () => {
    const { id: departmentId } = await desk.given.department();
    const imap = {
      host: 'imap.desk.example',
      port: 993,
      encryption: 'tls' as const,
      user: 'u',
      password: 'hunter2 hunter2',
    };
    const body = { address: 'polled@desk.example', name: 'Polled', departmentId, imap };
    const { password: _, ...withoutPassword } = imap;
    const refused = await desk.refusal(desk.admin, 'createMailbox', { body: { ...body, imap: withoutPassword } });
    expect(refused.fields?.[0]?.path).toBe('/body/imap/password');
    const made = await desk.call(desk.admin, 'createMailbox', { body });
    expect(JSON.stringify(made)).not.toContain('hunter2');
    const rows = await desk.services.db
      .selectFrom('mailbox')
      .select('imap_password')
      .where('id', '=', made.id)
      .execute();
    expect(rows[0]?.imap_password).toBeTruthy();
    expect(JSON.stringify(await desk.services.db.selectFrom('event').selectAll().execute())).not.toContain('hunter2');
    expect(JSON.stringify(rows)).not.toContain('hunter2');
  });

  describe('the stored password of a polled mailbox', () => {
    const imap: ImapWrite = { host: 'imap.desk.example', port: 993, encryption: 'tls', user: 'u' };
    const polled = async (settings = imap) => {
      const { id: departmentId } = await desk.given.department();
      const body = { address: `${departmentId}@polled.example`, name: 'Polled', departmentId };
      return desk.call(desk.admin, 'createMailbox', {
        body: { ...body, imap: { ...settings, password: 'hunter2 hunter2' } },
      });
    };
    const storedPassword = async (id: number) => {
      const row = await desk.services.db
        .selectFrom('mailbox')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      return row.imap_password ? unseal(desk.services.config.secret, row.imap_password) : null;
    };

    test.each([
      ['another host', { host: 'imap.evil.example' }],
      ['another port', { port: 1143 }],
      ['another user', { user: 'other' }],
      ['less encryption', { encryption: 'none' as const }],
    ])('must be entered again for %s', async (_what, change) => {
      const { id } = await polled();
      const edit = (password?: string) => ({
        params: { id },
        body: { imap: { ...imap, ...change, ...(password ? { password } : {}) } },
      });
      const refused = await desk.refusal(desk.admin, 'editMailbox', edit());
      expect([refused.status, refused.fields?.[0]?.path]).toEqual([422, '/body/imap/password']);
      const { items } = await desk.call(desk.admin, 'listMailboxes', {});
      expect(items.find((one) => one.id === id)?.imap).toMatchObject(imap);
      await desk.call(desk.admin, 'editMailbox', edit('a new password'));
      expect(await storedPassword(id)).toBe('a new password');
    });

    test('is kept for the same server and user, with more encryption or another folder', async () => {
      const { id } = await polled({ ...imap, encryption: 'none' });
      const body = {
        name: 'Renamed',
        imap: { ...imap, host: 'IMAP.desk.example', encryption: 'tls' as const, folder: 'Help' },
      };
      await desk.call(desk.admin, 'editMailbox', { params: { id }, body });
      expect(await storedPassword(id)).toBe('hunter2 hunter2');
    });

    test('is deleted when polling is turned off', async () => {
      const { id } = await polled();
      await desk.call(desk.admin, 'editMailbox', { params: { id }, body: { imap: null } });
      const refused = await desk.refusal(desk.admin, 'editMailbox', { params: { id }, body: { imap } });
      expect(refused.fields?.[0]?.path).toBe('/body/imap/password');
    });
  });
});

test('the server of a mailbox is shown only to those who manage settings or mail', async () => {
  const { id: departmentId } = await desk.given.department();
  const imap = { host: 'imap.provider.example', port: 993, encryption: 'tls' as const, user: 'me', password: 'secret' };
  const body = { address: 'shown@desk.example', name: 'Polled', departmentId, imap };
  const { id } = await desk.call(desk.admin, 'createMailbox', { body });
  const shownTo = async (agent: TestAgent) =>
    (await desk.call(agent, 'listMailboxes', {})).items.find((one) => one.id === id);
  const operator = await desk.given.agent({ profile: (await desk.given.profile(['mail.manage'])).id });
  for (const agent of [desk.admin, operator]) {
    expect(await shownTo(agent)).toMatchObject({ imap: { host: imap.host, user: imap.user } });
  }
  const shown = await shownTo(await desk.given.member(departmentId));
  expect(shown).toMatchObject({ address: body.address, name: body.name, departmentId, imap: null, pollError: null });
  await desk.call(desk.admin, 'editMailbox', { params: { id }, body: { isActive: false } });
});
