import type { Permission } from '@crossdesk/contracts/permissions.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MailApp, newCustomerAddress, startMailApp } from '../../testing/mail-app.ts';
import { minute, type TestAgent, type TestApp } from '../../testing/test-app.ts';

let mail: MailApp;
let desk: TestApp;
let insider: TestAgent;
let outsider: TestAgent;
beforeAll(async () => {
  mail = await startMailApp();
  desk = mail.desk;
  const permissions: Permission[] = ['mail.manage', 'ticket.read'];
  const { id: profile } = await desk.given.profile(permissions);
  insider = await desk.given.agent({ profile, in: [mail.departmentId] });
  outsider = await desk.given.agent({ profile, in: [(await desk.given.department()).id] });
});
afterAll(() => mail.close());

describe('outgoing mail', () => {
  test('recipients, subject and text are shown to owners of the ticket only', async () => {
    const from = newCustomerAddress();
    await mail.send({ from });
    const { number } = (await mail.ticketOf(from)).ticket;
    await desk.call(mail.agent, 'reply', { params: { number }, body: { text: 'It is on its way.' } });
    desk.mail.refuse('permanent');
    desk.clock.move(minute);
    await desk.runJobs();
    desk.mail.refuse(null);
    const newest = async (agent: TestAgent) => (await desk.call(agent, 'listOutbox', {})).items[0];
    const shown = await newest(insider);
    expect(shown).toMatchObject({ number, to: [from], isHidden: false, text: expect.stringContaining('on its way') });
    const hidden = {
      number,
      to: [],
      subject: '',
      text: '',
      isHidden: true,
      state: 'failed',
      lastError: expect.any(String),
    };
    expect(await newest(outsider)).toMatchObject(hidden);
    const id = shown?.id ?? 0;
    expect(await desk.call(outsider, 'resendMail', { params: { id }, body: {} })).toMatchObject({ to: [], text: '' });
  });
});
