import { TicketWords } from '@crossdesk/server/views/index.ts';
import pg from 'pg';
import { companySize, insertCompany, rareWords, sentences } from './company.ts';

/**
 * Adds a company of the given size to a migrated database, always with the same data: busy and
 * quiet departments, two years of mostly closed tickets, conversations in English and Japanese,
 * three in ten tickets shared with one to four departments. Rows are generated inside PostgreSQL
 * because that is much faster than sending them.
 */
export async function fillDatabase(
  url: string,
  ticketCount: number,
  log: (line: string) => void = () => undefined,
): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const step = async (name: string, sql: string, values: unknown[] = []) => {
    const before = performance.now();
    const { rowCount } = await client.query(sql, values);
    log(`${name}: ${rowCount ?? 0} rows, ${((performance.now() - before) / 1000).toFixed(1)} s`);
  };
  try {
    await client.query("set synchronous_commit = off; set maintenance_work_mem = '1GB'; set work_mem = '256MB'");
    const size = companySize(ticketCount);
    await client.query(
      `create temp table sentence (id int primary key, language text, body text, words text, subject text, parts text)`,
    );
    const rows = sentences.map(([language, body], id) => {
      const words = new TicketWords().add(body);
      const subject = new TicketWords().add(body, 'subject');
      return { id, language, body, words: words.ordered, subject: subject.ordered, parts: subject.unordered };
    });
    await client.query(
      'insert into sentence select * from json_to_recordset($1) as s (id int, language text, body text, words text, subject text, parts text)',
      [JSON.stringify(rows)],
    );
    await insertCompany(step, size);
    const indexes = await client.query<{ name: string; definition: string }>(
      `select indexname as name, indexdef as definition from pg_indexes
       where tablename in ('ticket', 'message', 'ticket_search', 'ticket_share') and indexname not like '%_pkey' and indexdef not like '%UNIQUE%'`,
    );
    // Building an index once at the end is much faster than updating it for each row.
    for (const { name } of indexes.rows) await client.query(`drop index ${name}`);
    // The tickets are indexed below.
    await client.query('alter table ticket disable trigger ticket_search_pending');
    const [before] = (await client.query<{ id: number }>('select coalesce(max(id), 0)::int as id from ticket')).rows;
    await insertTickets(step, size, before?.id ?? 0);
    for (const { definition } of indexes.rows) await step(definition.slice(13, 50), definition);
    await client.query('alter table ticket enable trigger ticket_search_pending');
    await step('statistics', 'analyze');
  } finally {
    await client.end();
  }
}

type Step = (name: string, sql: string, values?: unknown[]) => Promise<void>;

/** SQL for an integer from 0 to `n - 1` that depends only on the row and a salt. */
const pick = (salt: number, n: string) => `(abs(hashint8(i * 7919 + ${salt})) % (${n}))`;
/** Like `pick`, but small numbers are far more common. */
const skewed = (salt: number, n: string) =>
  `least(${n} - 1, floor(${n} * power((abs(hashint8(i * 104729 + ${salt})) % 100000) / 100000.0, 2.2)))`;

/** Inserts tickets, messages, search rows and shares. `last`: the newest existing ticket. */
async function insertTickets(step: Step, size: ReturnType<typeof companySize>, last: number): Promise<void> {
  const span = `interval '730 days'`;
  const at = `(timestamptz '2026-11-01' - ${span} + ${span} * (i::float8 / $1))`;
  await step(
    'tickets',
    `insert into ticket (type, subject, requester_id, department_id, assignee_id, priority_id, category_id, status_id, base_state, account_id, channel, preview,
       message_count, created_at, updated_at, activity_at, last_message_at, tags)
     select case when ${pick(1, '20')} = 0 then 'internal' else 'public' end, s.body || ' ' || i, c.id, d.department_id,
       case when ${pick(2, '10')} < 8 then d.agents[1 + ${pick(3, 'cardinality(d.agents)')}] end, p.ids[1 + ${pick(4, '4')}], k.ids[1 + ${pick(5, '3')}],
       st.id, st.base_state, c.account_id, 'email', s.body, 4, ${at}, ${at}, ${at} + interval '3 hours' * ${pick(6, '24')}, ${at},
       case when ${pick(7, '5')} = 0 then array['vip'] else array[]::text[] end
     from generate_series(1, $1::bigint) i
     join lateral (select department_id, array_agg(agent_id order by agent_id) as agents from department_member
       where department_id = (select id from department order by id offset ${skewed(8, '$2')} limit 1) group by department_id) d on true
     join contact c on c.id = 1 + ${pick(9, '$3')}
     join sentence s on s.id = ${pick(10, '$4')}
     join lateral (select id, base_state from choice where kind = 'status' and base_state = case
       when i > $1 - $5 and ${pick(11, '4')} < 3 then (array['new', 'open', 'pending', 'on_hold'])[1 + ${pick(12, '4')}]
       when ${pick(14, '3')} = 0 then 'resolved' else 'closed' end limit 1) st on true
     cross join (select array_agg(id order by id) as ids from choice where kind = 'priority') p
     cross join (select array_agg(id order by id) as ids from choice where kind = 'category') k`,
    [size.tickets, size.departments, size.contacts, sentences.length, size.recent],
  );
  await step(
    'messages',
    `insert into message (ticket_id, kind, visibility, author_kind, author_id, author_name, html, body_text, created_at)
     select t.id, case n when 1 then 'request' when 3 then 'comment' else 'reply' end, case n when 3 then 'internal' else 'public' end,
       case when n in (1, 4) then 'contact' else 'agent' end, case when n in (1, 4) then t.requester_id else coalesce(t.assignee_id, 1) end,
       'Somebody ' || (t.id % 1000), '<p>' || s.body || ' ' || s2.body || '</p>', s.body || ' ' || s2.body, t.created_at + interval '1 hour' * n
     from ticket t cross join generate_series(1, 4) n cross join lateral (select t.id * 4 + n as i) x
     join sentence s on s.id = ${pick(20, '$1')} join sentence s2 on s2.id = ${pick(21, '$1')} where t.id > $2`,
    [sentences.length, last],
  );
  await step(
    'search',
    // Written as `TicketWords` does: ä subject, ö sender, ë requester, ï account.
    `insert into ticket_search (ticket_id, words, bare_words, format)
     select t.id, to_tsvector('search_words', head.subject || people || text) || strip(to_tsvector('search_words', head.parts)),
       to_tsvector('search_words', head.subject || text) || strip(to_tsvector('search_words', head.parts)), 2
     from ticket t
     cross join lateral (select s.subject || ' ä' || (t.id - $3) as subject, s.parts, s.words from sentence s
       where s.id = (select ${pick(10, '$1')} from (values (t.id - $3)) as of (i))) head
     cross join lateral (select ' ösomebody ö' || (t.id % 1000) || ' ëcontact ë' || t.requester_id || ' ëcontact' || t.requester_id || ' ëcustomer ëexample ïaccount ï' ||
       coalesce(t.account_id, 0) || ' contact' || t.requester_id || ' customer example somebody ' as people) p
     cross join lateral (select ' ' || t.id || ' rare' || (t.id % $2) || ' ' || head.words || ' ' || string_agg(s.words, ' ') as text
       from generate_series(1, 4) n cross join lateral (select t.id * 4 + n as i) x join sentence s on s.id = ${pick(20, '$1')}) w where t.id > $3`,
    [sentences.length, rareWords(size.tickets), last],
  );
  await step(
    'shares',
    `insert into ticket_share (ticket_id, department_id, from_department_id, level, reason, shared_by_name, created_at, updated_at, activity_at, is_open)
     select distinct on (t.id, d.id) t.id, d.id, t.department_id, (array['full', 'restricted', 'read_only'])[1 + ${pick(30, '3')}], 'bench', 'Bench',
       t.created_at, t.created_at, t.activity_at, t.is_open
     from ticket t cross join generate_series(1, 4) n cross join lateral (select t.id * 5 + n as i) x
     join department d on d.id = (select id from department order by id offset ${pick(31, '$1')} limit 1)
     where t.id > $2 and t.id % 10 < 3 and n <= 1 + t.id % 4 and d.id <> t.department_id`,
    [size.departments, last],
  );
}
