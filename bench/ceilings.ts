import pg from 'pg';
import { type Load, summary } from './load.ts';

/**
 * The benchmark's requests as one prepared statement each, without sign-in, access checks or
 * events: the limit set by the database.
 */
export const bareStatements = {
  ticket: `select to_jsonb(t) || jsonb_build_object('messages', (select jsonb_agg(to_jsonb(m) order by m.id) from
      (select * from message where ticket_id = t.id order by id desc limit 50) m)) as json from ticket t where t.id = $1`,
  list: `select jsonb_agg(to_jsonb(t)) as json from (select id, type, subject, preview, requester_id, department_id, assignee_id, priority_id, status_id,
      base_state, solution_due_at, tags, channel, message_count, version, created_at, activity_at from ticket
      where department_id = $1 and is_open and deleted_at is null order by activity_at desc, id desc limit 50) t`,
  create: `with made as (insert into ticket (type, subject, requester_id, department_id, status_id, base_state, channel, preview, message_count,
        created_at, updated_at, activity_at, last_message_at)
      select 'public', 'Delivered to the wrong door', $2, $1, c.id, 'new', 'api', 'The parcel was left with a neighbour', 1, now(), now(), now(), now()
      from choice c where c.kind = 'status' and c.base_state = 'new' limit 1 returning id)
    insert into message (ticket_id, kind, visibility, author_kind, author_id, author_name, html, body_text, created_at)
    select id, 'request', 'public', 'contact', $2, 'Somebody', '<p>The parcel was left with a neighbour</p>', 'The parcel was left with a neighbour', now()
    from made returning id`,
  reply: `with inserted as (insert into message (ticket_id, kind, visibility, author_kind, author_id, author_name, html, body_text, created_at)
      values ($1, 'reply', 'public', 'agent', 1, 'Somebody', '<p>The parcel leaves tonight</p>', 'The parcel leaves tonight', now()) returning id)
    update ticket set activity_at = now(), last_message_at = now(), message_count = message_count + 1, version = version + 1
    where id = $1 returning (select id from inserted)`,
} as const;

/** Runs a prepared statement repeatedly on several connections. */
export async function runStatement(
  url: string,
  options: { connections: number; seconds: number },
  sql: string,
  next: () => readonly unknown[],
): Promise<Load> {
  const clients = await Promise.all(
    Array.from({ length: options.connections }, async () => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      return client;
    }),
  );
  const startAt = performance.now() + 500;
  const endAt = startAt + options.seconds * 1000;
  const times: number[] = [];
  let bytes = 0;
  try {
    await Promise.all(
      clients.map(async (client) => {
        for (let from = performance.now(); from < endAt; from = performance.now()) {
          const { rows } = await client.query({ name: 'bare', text: sql, values: [...next()] });
          bytes = JSON.stringify(rows[0] ?? null).length;
          const to = performance.now();
          if (from >= startAt && to <= endAt) times.push(to - from);
        }
      }),
    );
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
  return { ...summary(times, options.seconds), bytes, errorCount: 0, firstError: null };
}
