import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf } from '../testing/client.ts';
import { type TestHouse, testHouse } from '../testing/house.ts';

let desk: TestHouse;
beforeAll(async () => {
  desk = await testHouse();
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

  test('two departments never have the same name, whatever the case', async () => {
    await desk.call(desk.admin, 'createDepartment', { body: { name: { en: 'Twin' } } });
    const again = { body: { name: { en: 'tWIN' } } };
    expect(await codeOf(desk.refusal(desk.admin, 'createDepartment', again))).toBe('already_exists');
  });

  test('a department is disabled only when it owns no open ticket and receives no mail', async () => {
    const { id } = await desk.given.department();
    const disable = { params: { id }, body: { isActive: false } };
    const mailbox = await desk.given.mailbox({ departmentId: id });
    expect((await desk.refusal(desk.admin, 'editDepartment', disable)).detail).toContain(mailbox.address);
    await desk.call(desk.admin, 'editMailbox', { params: { id: mailbox.id }, body: { isActive: false } });
    const number = await desk.given.ticket({ departmentId: id });
    expect(await codeOf(desk.refusal(desk.admin, 'editDepartment', disable))).toBe('in_use');
    await desk.call(desk.admin, 'closeTicket', { params: { number }, body: { version: 1 } });
    expect((await desk.call(desk.admin, 'editDepartment', disable)).isActive).toBe(false);
    const contact = await desk.given.contact();
    const open = {
      body: { subject: 'Hi', requester: { contactId: contact.id }, departmentId: id, message: { text: 'Hi' } },
    };
    expect(await codeOf(desk.refusal(desk.admin, 'createTicket', open))).toBe('unknown_reference');
  });

  test('an address is ours once, whatever its case', async () => {
    const { id: departmentId } = await desk.given.department();
    await desk.call(desk.admin, 'createMailbox', {
      body: { address: 'Help@desk.example', name: 'Help', departmentId },
    });
    const again = { body: { address: 'help@desk.example', name: 'Help', departmentId } };
    expect(await codeOf(desk.refusal(desk.admin, 'createMailbox', again))).toBe('already_exists');
  });

  test('the password of a polled mailbox is written, sealed, and never read back', async () => {
    const { id: departmentId } = await desk.given.department();
    const imap = { host: 'imap.desk.example', port: 993, isSecure: true, user: 'u', password: 'hunter2 hunter2' };
    const body = { address: 'polled@desk.example', name: 'Polled', departmentId, imap };
    const { password: _, ...withoutPassword } = imap;
    const refused = await desk.refusal(desk.admin, 'createMailbox', { body: { ...body, imap: withoutPassword } });
    expect(refused.fields?.[0]?.path).toBe('/body/imap/password');
    const made = await desk.call(desk.admin, 'createMailbox', { body });
    expect(JSON.stringify(made)).not.toContain('hunter2');
    const rows = await desk.house.db.selectFrom('mailbox').select('imap_password').where('id', '=', made.id).execute();
    expect(rows[0]?.imap_password).toBeTruthy();
    expect(JSON.stringify(await desk.house.db.selectFrom('event').selectAll().execute())).not.toContain('hunter2');
    expect(JSON.stringify(rows)).not.toContain('hunter2');
  });
});
