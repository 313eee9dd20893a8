import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, type Desk, openDesk, until } from './desk.ts';
import { sendMail } from './mail.ts';

/** Set MAIL_CRASH_COUNT=1000 for a longer run. */
const count = Number(process.env.MAIL_CRASH_COUNT ?? 150);
/** Mails accepted between two kills, so that a slow machine does not kill more often. */
const mailsPerKill = 40;

let desk: Desk;
let key: string;

beforeAll(async () => {
  desk = await openDesk({}, { isEmbedded: true });
  const admin = (await desk.accounts()).find((one) => one.profile === 'admin');
  key = (await desk.command('api-key', '--agent', admin?.email ?? '')).trim();
});
afterAll(() => desk?.remove());

type Row = { number: number; subject: string; messageCount: number };

async function ticketsNamed(prefix: string): Promise<Row[]> {
  const found: Row[] = [];
  let after = '';
  for (;;) {
    const page = await call<{ items: Row[]; next: string | null }>(
      desk,
      key,
      'GET',
      `/tickets?view=all&state=any&limit=100&sort=created${after && `&after=${after}`}`,
    );
    found.push(...page.items.filter((row) => row.subject.startsWith(prefix)));
    if (!page.next || page.items.every((row) => !row.subject.startsWith(prefix))) return found;
    after = page.next;
  }
}

test(`${count} mails sent while the server is killed repeatedly: each mail accepted with 250 becomes one message in one ticket`, async () => {
  const { items } = await call<{ items: { address: string }[] }>(desk, key, 'GET', '/mailboxes');
  const to = items[0]?.address ?? '';
  const accepted = new Set<string>();
  let isSending = true;
  let kills = 0;
  const killer = (async () => {
    while (isSending) {
      await new Promise((wait) => setTimeout(wait, 5));
      if (accepted.size < (kills + 1) * mailsPerKill) continue;
      // At another moment of the mails in progress each time.
      await new Promise((wait) => setTimeout(wait, (kills * 37) % 100));
      if (!isSending) return;
      await desk.kill();
      kills += 1;
      await desk.start();
    }
  })();
  const senders = Array.from({ length: 4 }, async (_, sender) => {
    for (let index = sender; index < count; index += 4) {
      const subject = `crash ${String(index).padStart(5, '0')}`;
      // Retries like a mail server until the mail is accepted.
      await until(async () => {
        await sendMail(desk.smtpPort, {
          from: `c${index}@example.org`,
          to,
          subject,
          text: `mail ${index}`,
          messageId: `<crash-${index}@example.org>`,
        });
        return true;
      }, 120_000);
      accepted.add(subject);
    }
  });
  await Promise.all(senders);
  isSending = false;
  await killer;
  expect(accepted.size).toBe(count);
  expect(kills).toBeGreaterThanOrEqual(Math.floor((count - 1) / mailsPerKill) - 1);
  const rows = await until(async () => {
    const found = await ticketsNamed('crash ');
    return found.length >= count && found;
  }, 180_000);
  expect(rows.map((row) => row.subject).sort()).toEqual([...accepted].sort());
  expect(rows.every((row) => row.messageCount === 1)).toBe(true);
}, 900_000);
