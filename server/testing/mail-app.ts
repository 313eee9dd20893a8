import type { Message } from '@crossdesk/contracts/conversation.ts';
import type { Ticket } from '@crossdesk/contracts/tickets.ts';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { startInboundMail } from '../channels/index.ts';
import type { OutgoingMail } from '../platform/mail-sender.ts';
import { minute, type TestAgent, type TestApp, testApp } from './test-app.ts';

export const supportAddress = 'support@desk.example';
export const mailText = 'My order 4711 has not arrived yet.';

let count = 0;
/** The address of a new, unknown customer. */
export const newCustomerAddress = (domain = 'customer.example') => `ann${++count}@${domain}`;
/** The address of a new customer whose mail passes DMARC. */
export const newVerifiedAddress = () => newCustomerAddress('verified.example');

type CustomerTicket = { ticket: Ticket; messages: Message[]; last: Message; ticketCount: number };

/** A help desk with one department, its mailbox and an agent, receiving mail over SMTP. */
export type MailApp = {
  desk: TestApp;
  agent: TestAgent;
  departmentId: number;
  /** Its SMTP port. */
  port: number;
  /**
   * Sends a mail as a foreign server does and, unless `jobs` is false, runs the ingestion jobs.
   * Returns its Message-ID.
   */
  send(mail: SendMailOptions, options?: { jobs?: boolean }): Promise<string>;
  /** The newest ticket of a customer with its messages, as the agent sees it. */
  ticketOf(address: string): Promise<CustomerTicket>;
  /** Creates a ticket from a customer's mail and sends the agent's reply. */
  answeredTicket(
    address: string,
  ): Promise<{ number: number; customerMessageId: string; reply: OutgoingMail; ticket: Ticket }>;
  close(): Promise<void>;
};

export async function startMailApp(): Promise<MailApp> {
  const desk = await testApp({
    env: { SMTP_IN_PORT: '0' },
    dns: Object.fromEntries(
      ['desk.example', 'verified.example'].flatMap((domain) => [
        [domain, 'v=spf1 ip4:127.0.0.1 -all'],
        [`_dmarc.${domain}`, 'v=DMARC1; p=reject'],
      ]),
    ),
  });
  const mailIn = await startInboundMail(desk.services);
  const { id: departmentId } = await desk.given.department({ name: 'Support' });
  await desk.given.mailbox({ departmentId, address: supportAddress, name: 'Acme Support' });
  const agent = await desk.given.agent({
    name: 'Mina Ito',
    email: 'mina@desk.example',
    profile: 'supervisor',
    in: [departmentId],
  });

  const send: MailApp['send'] = async (mail, { jobs = true } = {}) => {
    const transport = createTransport({ host: '127.0.0.1', port: mailIn.port, ignoreTLS: true });
    const from = typeof mail.from === 'string' ? mail.from : 'ann@customer.example';
    const envelope = { from: /<([^>]+)>/.exec(from)?.[1] ?? from, to: supportAddress };
    try {
      const sent = await transport.sendMail({
        to: supportAddress,
        subject: 'Where is my order?',
        text: mailText,
        envelope,
        ...mail,
      });
      if (jobs) await desk.runJobs();
      return sent.messageId.replace(/[<>]/g, '');
    } finally {
      transport.close();
    }
  };
  const ticketOf: MailApp['ticketOf'] = async (address) => {
    const { items } = await desk.call(desk.admin, 'listContacts', { query: { q: address } });
    const requesterId = items.find((one) => one.emails.includes(address))?.id ?? 0;
    const rows = await desk.call(agent, 'listTickets', { query: { requesterId, state: 'any' } });
    const number = rows.items[0]?.number ?? 0;
    const ticket = await desk.call(agent, 'getTicket', { params: { number } });
    const { items: messages } = await desk.call(agent, 'listMessages', { params: { number } });
    return { ticket, messages, last: messages.at(-1) as Message, ticketCount: rows.items.length };
  };
  const answered: MailApp['answeredTicket'] = async (address) => {
    const customerMessageId = await send({ from: `Ann <${address}>` });
    const { number } = (await ticketOf(address)).ticket;
    const body = { html: '<p>It is on its way.</p>' };
    const { ticket } = await desk.call(agent, 'reply', { params: { number }, body });
    desk.clock.move(minute);
    await desk.runJobs();
    return { number, customerMessageId, reply: desk.mail.lastTo(address), ticket };
  };
  const close = async () => {
    await mailIn.close();
    await desk.close();
  };
  return { desk, agent, departmentId, port: mailIn.port, send, ticketOf, answeredTicket: answered, close };
}

/** A delivery report as in RFC 3464, without In-Reply-To, as most servers send it. */
export const bounceOf = (messageId: string, recipient: string): string =>
  [
    'From: MAILER-DAEMON@mx.customer.example',
    `To: ${supportAddress}`,
    'Subject: Undelivered Mail Returned to Sender',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=r',
    '',
    '--r',
    'Content-Type: text/plain',
    '',
    'Your mail could not be delivered.',
    '--r',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.customer.example',
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 unknown user',
    '--r',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: <${messageId}>`,
    'Subject: Re: Where is my order?',
    '--r--',
    '',
  ].join('\r\n');
