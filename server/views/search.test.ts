import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { firstStatus } from '../settings/index.ts';
import { type TestAgent, type TestApp, testApp } from '../testing/test-app.ts';

/** Words by frequency: one ticket in so many has the word. */
const wordIntervals = { common: 2, frequent: 12, seldom: 45, rare: 900 } as const;
const ticketCount = 1_000;

let desk: TestApp;
let agent: TestAgent;
let away: TestAgent;
beforeAll(async () => {
  desk = await testApp();
  const home = await desk.given.department();
  const other = await desk.given.department();
  agent = await desk.given.member(home.id);
  away = await desk.given.member(other.id);
  const contact = await desk.given.contact();
  // Every other ticket is in the department, one in seven of the rest is shared with it.
  await desk.inTransaction(async (ctx) => {
    const { id: statusId } = await firstStatus(ctx, 'open');
    await sql`insert into ticket (type, subject, requester_id, department_id, status_id, base_state, channel, created_at, updated_at, activity_at, last_message_at)
      select 'public', 'ticket ' || i, ${contact.id}, case when i % 2 = 0 then ${home.id}::bigint else ${other.id}::bigint end, ${statusId}, 'open', 'api',
        ${ctx.now}, ${ctx.now}, ${ctx.now}::timestamptz - interval '1 minute' * (i * 7919 % 1000), ${ctx.now}
      from generate_series(1, ${ticketCount}::int) i order by i`.execute(ctx.tx);
    const said = Object.entries(wordIntervals).map(
      ([word, every]) => sql`case when id % ${every}::int = 0 then ${word}::text else '' end`,
    );
    await sql`insert into ticket_search (ticket_id, words, bare_words, format)
      select id, text, text, 2 from ticket cross join lateral (select to_tsvector('search_words', concat_ws(' ', ${sql.join(said)})) as text) t`.execute(
      ctx.tx,
    );
    await sql`insert into ticket_share (ticket_id, department_id, from_department_id, level, reason, shared_by_name, created_at, updated_at, activity_at, is_open)
      select id, ${home.id}, ${other.id}, 'restricted', '', 'test', ${ctx.now}, ${ctx.now}, activity_at, true
      from ticket where department_id = ${other.id} and id % 7 = 0`.execute(ctx.tx);
  });
});
afterAll(() => desk.close());

/** Reads all pages. */
async function found(by: TestAgent, q: string): Promise<number[]> {
  const seen: number[] = [];
  let after: string | undefined;
  do {
    const page = await desk.call(by, 'search', { query: { q, limit: 20, ...(after ? { after } : {}) } });
    seen.push(...page.items.map((hit) => hit.number));
    after = page.next ?? undefined;
  } while (after);
  return seen;
}

/** The expected ticket numbers, from the table. */
async function expected(by: TestAgent, every: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select id from ticket where id % ${every}::int = 0
    and (department_id = any(select department_id from department_member where agent_id = ${by.id})
      or id in (select ticket_id from ticket_share where department_id = any(select department_id from department_member where agent_id = ${by.id})))
    order by activity_at desc, id desc`.execute(desk.services.db);
  return rows.map((row) => row.id);
}

describe('a search finds every ticket once, newest activity first, for words of any frequency', () => {
  test.each(Object.entries(wordIntervals))('%s: one ticket in %i', async (word, every) => {
    const all = await expected(agent, every);
    expect(all.length).toBeGreaterThan(0);
    expect(await found(agent, word)).toEqual(all);
    expect(await found(away, word)).toEqual(await expected(away, every));
    expect(await found(desk.admin, word)).toHaveLength(Math.floor(ticketCount / every));
  });

  test('two words, one of them rare', async () => {
    expect(await found(desk.admin, 'common seldom')).toHaveLength(Math.floor(ticketCount / 90));
  });

  test('a word without matches', async () => {
    expect(await found(agent, 'nowhere')).toEqual([]);
  });
});
