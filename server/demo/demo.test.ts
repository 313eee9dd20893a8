import { mkdirSync, statSync } from 'node:fs';
import { baseStates } from '@crossdesk/contracts/settings.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareDemo } from '../app/demo.ts';
import { createApiKey, prepareInstallation } from '../identity/index.ts';
import { type TestApp, testApp } from '../testing/test-app.ts';
import { type Facts, fillIn } from './facts.ts';
import { canCreateDemo, createDemo, type DemoAccount, demoAccountsFile, readDemoAccounts } from './index.ts';
import { createRandom } from './random.ts';
import { outage, stories } from './stories/index.ts';

let t: TestApp;
let accounts: DemoAccount[];
const startedAt = Date.now();

beforeAll(async () => {
  t = await testApp({ isSetUp: false, env: { SMTP_URL: '' } });
  mkdirSync(t.services.config.dataDir, { recursive: true });
  expect(await canCreateDemo(t.services)).toBe(true);
  accounts = await createDemo(t.services, t.setupToken ?? '', () => undefined);
}, 180_000);

afterAll(() => t?.close());

const rows = async <T>(query: ReturnType<typeof sql<T>>): Promise<T[]> => (await query.execute(t.services.db)).rows;

describe('the demo company', () => {
  it('has some three hundred tickets in every state, public and internal, some in the trash', async () => {
    const found = await rows(sql<{ state: string; count: number }>`
      select base_state as state, count(*)::int as count from ticket where deleted_at is null group by 1`);
    expect(new Set(found.map((row) => row.state))).toEqual(new Set(baseStates));
    const [all] = await rows(sql<{
      total: number;
      internal: number;
      trash: number;
      unassigned: number;
    }>`
      select count(*)::int as total, count(*) filter (where type = 'internal')::int as internal,
        count(*) filter (where deleted_at is not null)::int as trash,
        count(*) filter (where assignee_id is null and is_open and deleted_at is null)::int as unassigned
      from ticket`);
    expect(all?.total).toBeGreaterThan(280);
    expect(all?.internal).toBeGreaterThan(5);
    expect(all?.trash).toBeGreaterThan(3);
    expect(all?.unassigned).toBeGreaterThan(10);
  });

  it('is in English, with about a third of the tickets in Japanese', async () => {
    const [found] = await rows(sql<{ part: number }>`
      select (count(*) filter (where subject ~ '[ぁ-んァ-ン一-龠]'))::float / count(*) as part from ticket`);
    expect(found?.part).toBeGreaterThan(0.25);
    expect(found?.part).toBeLessThan(0.45);
  });

  it('has agents of every profile in every department, each with a unique password', () => {
    expect(new Set(accounts.map((one) => one.profile))).toEqual(
      new Set(['viewer', 'agent', 'supervisor', 'operator', 'admin']),
    );
    expect(new Set(accounts.flatMap((one) => one.departments)).size).toBe(6);
    expect(accounts.some((one) => one.departments.length > 1)).toBe(true);
    expect(new Set(accounts.map((one) => one.password)).size).toBe(accounts.length);
    for (const { password } of accounts) expect(password.length).toBeGreaterThanOrEqual(12);
    expect(readDemoAccounts(t.services.config.dataDir)).toEqual(accounts);
    expect(statSync(demoAccountsFile(t.services.config.dataDir)).mode & 0o777).toBe(0o600);
  });

  it('agents can sign in with the stored password', async () => {
    const account = accounts.find((one) => one.profile === 'viewer');
    const answer = await t.app.inject({
      method: 'POST',
      url: '/api/auth/sign-in/email',
      headers: { origin: 'http://desk.example', host: 'desk.example' },
      payload: { email: account?.email, password: account?.password },
    });
    expect(answer.statusCode).toBe(200);
  });

  it('lies within the last sixty days, with the messages of each ticket in order of time', async () => {
    const [span] = await rows(sql<{ first: Date; last: Date; event: Date; wrong: number }>`
      select min(created_at) as first, max(created_at) as last, (select max(at) from event) as event,
        (select count(*)::int from (select created_at < lag(created_at) over (partition by ticket_id order by id) as is_wrong
          from message) m where is_wrong) as wrong
      from message`);
    expect(span?.first.getTime()).toBeGreaterThan(startedAt - 60 * 24 * 60 * 60 * 1000);
    expect(span?.last.getTime()).toBeLessThanOrEqual(Date.now());
    expect(span?.event.getTime()).toBeLessThanOrEqual(Date.now());
    expect(span?.wrong).toBe(0);
  });

  it('has a ticket longer than a page, unread tickets, drafts, Cc, tags and forecasts', async () => {
    const [found] = await rows(sql<Record<string, number>>`
      select (select max(message_count) from ticket)::int as longest, (select count(*)::int from draft) as drafts,
        (select count(*)::int from ticket where cc <> '[]') as copied,
        (select count(*)::int from ticket where tags <> '{}') as tagged,
        (select count(*)::int from ticket where solution_due_at is not null) as forecast,
        (select count(*)::int from ticket where justification_id is not null) as justified,
        (select count(*)::int from ticket t where is_open and not exists
          (select 1 from ticket_reading r where r.ticket_id = t.id and r.read_at >= t.last_message_at)) as unread`);
    expect(found?.longest).toBeGreaterThanOrEqual(60);
    for (const [what, count] of Object.entries(found ?? {})) expect(count, what).toBeGreaterThan(0);
  });

  it('ZV-44 shows every image and PDF before it is downloaded', async () => {
    const nora = await t.services.db
      .selectFrom('agent')
      .select('id')
      .where('email', 'like', 'nora.%')
      .executeTakeFirstOrThrow();
    const { key } = await t.inTransaction((ctx) => createApiKey(ctx, 'test'), nora.id);
    const files = await rows(sql<{ id: number; type: string }>`
      select min(id) as id, content_type as type from attachment group by content_type, split_part(name, '_', 1)`);
    const types = new Set(files.map((one) => one.type));
    for (const type of ['image/png', 'application/pdf', 'text/csv', 'text/plain']) expect(types).toContain(type);
    for (const { id, type } of files.filter((one) => /png|pdf/.test(one.type))) {
      const answer = await t.app.inject({
        url: `/api/v1/files/${id}?preview=1`,
        headers: { authorization: `Bearer ${key}` },
      });
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['content-type']).toBe(type);
      expect(answer.headers['content-disposition']).toMatch(/^inline/);
    }
  });

  it('never sends mail, even if a mail server is set up later: new mail stays in the outbox, older mail shows as sent', async () => {
    const states = async () =>
      rows(
        sql<{ state: string }>`select distinct delivery as state from message where delivery is not null order by 1`,
      );
    expect((await states()).map((row) => row.state)).toEqual(['bounced', 'kept', 'sent']);
    t.services.config.smtpUrl = 'smtp://127.0.0.1:1';
    await t.runJobs();
    expect(t.mail.sent).toEqual([]);
    expect((await states()).map((row) => row.state)).not.toContain('waiting');
    const [outbox] = await rows(sql<{ count: number; other: number }>`
      select count(*)::int as count, count(*) filter (where state <> 'kept')::int as other from outgoing_mail`);
    expect(outbox?.count).toBeGreaterThan(0);
    expect(outbox?.other).toBe(0);
    t.services.config.smtpUrl = null;
  });

  it('TT-03 has transferred and escalated tickets with notes, in the lists of those who had them', async () => {
    const nora = await t.services.db
      .selectFrom('agent')
      .select('id')
      .where('email', 'like', 'nora.%')
      .executeTakeFirstOrThrow();
    const { key } = await t.inTransaction((ctx) => createApiKey(ctx, 'test'), nora.id);
    for (const view of ['transferred', 'transferred_department', 'escalated']) {
      const { items } = await t.call({ key }, 'listTickets', { query: { view } });
      expect(items.length, view).toBeGreaterThan(0);
    }
    const kinds = await rows(sql<{ kind: string; count: number }>`
      select kind, count(*)::int as count from ticket_transfer group by 1 order by 1`);
    expect(kinds).toEqual([
      { kind: 'escalation', count: 1 },
      { kind: 'transfer', count: 3 },
    ]);
  });

  it('can be searched in both languages', async () => {
    await t.runJobs();
    const nora = await t.services.db
      .selectFrom('agent')
      .select('id')
      .where('email', 'like', 'nora.%')
      .executeTakeFirstOrThrow();
    const { key } = await t.inTransaction((ctx) => createApiKey(ctx, 'test'), nora.id);
    for (const q of ['customs', '返品']) {
      const { items } = await t.call({ key }, 'search', { query: { q } });
      expect(items.length).toBeGreaterThan(0);
    }
  });

  it('is created only once', async () => {
    expect(await canCreateDemo(t.services)).toBe(false);
    const before = await rows(sql<{ count: number }>`select count(*)::int as count from ticket`);
    const again = await prepareDemo(t.services, t.databaseUrl, await prepareInstallation(t.services));
    expect(again).toEqual({ accounts, isNew: false });
    expect(await rows(sql<{ count: number }>`select count(*)::int as count from ticket`)).toEqual(before);
  });

  it("is never created in the operator's database or in production", async () => {
    const empty = await testApp({ isSetUp: false });
    const services = (config: object) => ({ ...empty.services, config: { ...empty.services.config, ...config } });
    expect(await canCreateDemo(services({}))).toBe(true);
    expect(await canCreateDemo(services({ databaseUrl: empty.databaseUrl }))).toBe(false);
    expect(await canCreateDemo(services({ isProduction: true }))).toBe(false);
    await empty.close();
  });
});

describe('the stories', () => {
  const facts = new Proxy({} as Facts, {
    get: (_target, name) => (/^[a-z]+2?$/i.test(String(name)) ? '1' : undefined),
  });

  it('there are at least forty, with unique keys and at least one answer', () => {
    expect(stories.length).toBeGreaterThanOrEqual(40);
    expect(new Set(stories.map((story) => story.key)).size).toBe(stories.length);
    for (const story of stories) expect(story.lines.length, story.key).toBeGreaterThan(1);
    expect(outage.lines.length).toBeGreaterThan(60);
  });

  it('all placeholders and choices are filled in', () => {
    const random = createRandom('test');
    for (const story of stories) {
      for (const text of [...story.subjects, ...story.lines.map((line) => line.text)]) {
        expect(fillIn(text, facts, random), text).not.toMatch(/[{}|]/);
      }
    }
  });
});
