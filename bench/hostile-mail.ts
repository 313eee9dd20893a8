import { parseArgs } from 'node:util';
import { type Desk, openDesk } from '@crossdesk/e2e/desk.ts';
import { hostileMails, mailWithBody, repeatTo } from '@crossdesk/server/testing/hostile-mails.ts';
import { createTransport } from 'nodemailer';
import { percentile } from './load.ts';

/**
 * Sends mails designed to be slow to parse, one of each kind every second, and measures the
 * response times of the health check and an open ticket meanwhile.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    kilobytes: { type: 'string', default: '900' },
    together: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);
const size = Number(values.kilobytes) * 1000;

const kinds: Record<string, (size: number) => Buffer> = {
  ...hostileMails,
  'header blocks in HTML': (length) =>
    mailWithBody('Subject: x\r\nContent-Type: text/html\r\n', repeatTo('From: a<br>Sent: b<br>', length)),
  'quotations in HTML': (length) =>
    mailWithBody(
      'Subject: x\r\nContent-Type: text/html\r\n',
      `hi ${repeatTo('<div class="gmail_quote">a</div>', length)}`,
    ),
};

async function get(desk: Desk, path: string, key?: string): Promise<number> {
  const from = performance.now();
  const answer = await fetch(`${desk.url}${path}`, key ? { headers: { authorization: `Bearer ${key}` } } : {});
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return performance.now() - from;
}

const desk = await openDesk();
try {
  const admin = (await desk.accounts()).find(({ profile }) => profile === 'admin');
  const key = (await desk.command('api-key', '--agent', admin?.email ?? '')).trim();
  const list = await fetch(`${desk.url}/api/v1/tickets?view=all&state=any&limit=1`, {
    headers: { authorization: `Bearer ${key}` },
  });
  const { items } = (await list.json()) as { items: { number: number }[] };
  const boxes = await fetch(`${desk.url}/api/v1/mailboxes`, { headers: { authorization: `Bearer ${key}` } });
  const { items: mailboxes } = (await boxes.json()) as { items: { address: string }[] };
  const transport = createTransport({
    host: '127.0.0.1',
    port: desk.smtpPort,
    pool: true,
    maxConnections: 8,
    ignoreTLS: true,
  });
  let sentCount = 0;
  let refusedCount = 0;
  const send = (make: (length: number) => Buffer) => {
    const raw = make(size);
    const envelope = { from: 'a@x.example', to: mailboxes[0]?.address ?? '' };
    transport.sendMail({ envelope, raw }).then(
      () => {
        sentCount += 1;
      },
      () => {
        refusedCount += 1;
      },
    );
  };

  /** Measures response times while one mail of each kind is sent every second. */
  async function run(name: string, makers: readonly ((length: number) => Buffer)[]): Promise<number> {
    const health: number[] = [];
    const ticket: number[] = [];
    const endAt = performance.now() + seconds * 1000;
    const timer = setInterval(() => makers.forEach(send), 1000);
    while (performance.now() < endAt) {
      health.push(await get(desk, '/healthz'));
      ticket.push(await get(desk, `/api/v1/tickets/${items[0]?.number}/opening`, key));
      await new Promise((wait) => setTimeout(wait, 20));
    }
    clearInterval(timer);
    const text = (times: number[]) =>
      `median ${Math.round(
        percentile(
          times.toSorted((a, b) => a - b),
          0.5,
        ),
      )} ms, slowest ${Math.round(Math.max(...times))} ms`;
    console.log(`${name}: health ${text(health)}; ticket ${text(ticket)}`);
    return Math.max(...health, ...ticket);
  }

  const slowest: number[] = [await run('no mail', [])];
  if (values.together) slowest.push(await run('all kinds together', Object.values(kinds)));
  else for (const [name, make] of Object.entries(kinds)) slowest.push(await run(name, [make]));
  console.log(
    `${sentCount} mails accepted, ${refusedCount} refused; slowest response ${Math.round(Math.max(...slowest))} ms`,
  );
} finally {
  await desk.remove();
}
