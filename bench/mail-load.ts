import { createTransport } from 'nodemailer';
import type pg from 'pg';
import { type Load, summary } from './load.ts';

/**
 * Results of mail sent over SMTP, and the time after the last mail until all of them were tickets.
 */
export type MailLoad = Load & { drainSeconds: number; ticketCount: number };

/**
 * Sends mails from new customers on several connections, then waits until all have become tickets.
 */
export async function mailLoad(
  smtpPort: number,
  mailboxes: readonly string[],
  database: pg.Client,
  options: { connections: number; seconds: number },
): Promise<MailLoad> {
  const transport = createTransport({
    host: '127.0.0.1',
    port: smtpPort,
    pool: true,
    maxConnections: options.connections,
    maxMessages: Infinity,
    secure: false,
    ignoreTLS: true,
  });
  const before = await newestTicket(database);
  const endAt = performance.now() + options.seconds * 1000;
  const times: number[] = [];
  let errorCount = 0;
  let firstError: string | null = null;
  let turn = 0;
  const work = async () => {
    for (let from = performance.now(); from < endAt; from = performance.now()) {
      turn += 1;
      try {
        await transport.sendMail({
          from: `Mina ${turn} <mina${turn}@mail-load.example>`,
          to: mailboxes[turn % mailboxes.length],
          subject: `The parcel has not arrived ${turn}`,
          text: 'My parcel has not moved for six days and the tracking page says nothing new.\n',
        });
        times.push(performance.now() - from);
      } catch (error) {
        errorCount += 1;
        firstError ??= error instanceof Error ? error.message : String(error);
      }
    }
  };
  await Promise.all(Array.from({ length: options.connections }, work));
  transport.close();
  const sentAt = performance.now();
  let ticketCount = 0;
  while (performance.now() - sentAt < 120_000) {
    ticketCount = await ticketsSince(database, before);
    if (ticketCount >= times.length) break;
    await new Promise((done) => setTimeout(done, 100));
  }
  const drainSeconds = Math.round((performance.now() - sentAt) / 10) / 100;
  return { ...summary(times, options.seconds), bytes: 0, errorCount, firstError, drainSeconds, ticketCount };
}

const newestTicket = async (database: pg.Client): Promise<number> => {
  const { rows } = await database.query<{ id: number }>('select max(id)::int as id from ticket');
  return rows[0]?.id ?? 0;
};

const ticketsSince = async (database: pg.Client, id: number): Promise<number> => {
  const { rows } = await database.query<{ count: number }>('select count(*)::int as count from ticket where id > $1', [
    id,
  ]);
  return rows[0]?.count ?? 0;
};
