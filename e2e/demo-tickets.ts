import { createHmac } from 'node:crypto';
import type { Desk } from './desk.ts';
import { until } from './desk.ts';
import { sendMail } from './mail.ts';

/** An API call as a certain user. */
export type ApiCall = <T>(method: string, path: string, data?: unknown) => Promise<T>;

/** Further tickets, for states that the main ticket is not in. */
export type DemoTickets = {
  /** A ticket with many recipients, quoted text, an external image, and an edited comment. */
  detailedNumber: number;
  /** A ticket in the trash. */
  trashedNumber: number;
  /** A custom view of the owner. */
  viewId: number;
};

const subject = 'The shade came cracked, the invoice did not';
const mail = `<p>Hello,</p><p>here is the picture of the crack. Can I have another shade before Friday?</p>
<p><img src="https://pictures.example/crack.jpg" alt="The crack" width="320" height="200"></p><p>Kaito Abe</p>
<div class="gmail_quote"><div>On Mon, 16 Nov 2026 at 09:12, Support wrote:</div><blockquote class="gmail_quote">
<p>Thank you for your order TB-60877. It leaves our hub today.</p></blockquote></div>`;

async function createDetailedTicket(owner: ApiCall, desk: Desk, support: { address: string; departmentId: number }) {
  await sendMail(desk.smtpPort, {
    from: 'Kaito Abe <kaito.abe@minato-interiors.example>',
    to: `Support <${support.address}>, Warehouse <warehouse@minato-interiors.example>`,
    cc: 'Accounts <accounts@minato-interiors.example>, Ryo Matsuda <ryo.matsuda@minato-interiors.example>',
    subject,
    html: mail,
  });
  type Found = { items: { number: number; subject: string }[] };
  const { number } = await until(async () =>
    (await owner<Found>('GET', `/tickets?view=department:${support.departmentId}&limit=10`)).items.find(
      (one) => one.subject === subject,
    ),
  );
  const { message } = await owner<{ message: { id: number } }>('POST', `/tickets/${number}/comments`, {
    html: '<p>A new shade is in stock.</p>',
  });
  for (const html of [
    '<p>A new shade is in stock in Yokohama.</p>',
    '<p>A new shade is in stock in Yokohama and leaves tomorrow; it arrives on Thursday.</p>',
  ])
    await owner('PATCH', `/tickets/${number}/messages/${message.id}`, { html });
  return number;
}

async function createTrashedTicket(owner: ApiCall): Promise<number> {
  const number = await createTicket(owner, 'Sent twice by mistake');
  const { version } = await owner<{ version: number }>('GET', `/tickets/${number}`);
  await owner('POST', `/tickets/${number}/delete`, { version });
  return number;
}

/** Creates a ticket that can be changed without affecting other screens. */
export async function createTicket(owner: ApiCall, title: string): Promise<number> {
  const me = await owner<{ memberships: { departmentId: number }[] }>('GET', '/me');
  const { number } = await owner<{ number: number }>('POST', '/tickets', {
    subject: title,
    requester: { email: 'elena.fischer@alpine-living.example', name: 'Elena Fischer' },
    departmentId: me.memberships[0]?.departmentId,
    message: { html: '<p>Elena called: the lamps are for the entrance, and she asks when they come.</p>' },
    notifyRequester: false,
  });
  return number;
}

/** Creates the tickets, view, and profile that some screens need. */
export async function createDemoTickets(
  owner: ApiCall,
  desk: Desk,
  support: { address: string; departmentId: number },
): Promise<DemoTickets> {
  const handled = await createDetailedTicket(owner, desk, support);
  const trashed = await createTrashedTicket(owner);
  const view = await owner<{ id: number }>('POST', '/custom-views', {
    name: 'Shared and still open',
    criteria: {
      match: 'all',
      conditions: [
        { field: 'sharedToOthers', operator: 'is', value: true },
        { field: 'baseState', operator: 'is_any', value: ['new', 'open', 'pending', 'on_hold'] },
      ],
      groups: [],
    },
    columns: ['number', 'shares', 'requester', 'solutionForecast', 'assignee', 'activity'],
  });
  await owner('POST', '/profiles', { name: { en: 'Night shift', ja: '夜間担当' }, permissions: ['ticket.read'] });
  return { detailedNumber: handled, trashedNumber: trashed, viewId: view.id };
}

/** The current code of an authenticator app (RFC 6238: SHA-1, 6 digits, 30 seconds). */
export function currentCode(uri: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...(new URL(uri).searchParams.get('secret') ?? '')]
    .map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const secret = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac('sha1', secret).update(counter).digest();
  const code = (digest.readUInt32BE((digest.at(-1) ?? 0) & 15) & 0x7fffffff) % 1_000_000;
  return String(code).padStart(6, '0');
}
