import pg from 'pg';
import { type Load, summary } from './load.ts';

/** About as much text as is indexed of a ticket with five messages. */
export const indexedText = Array.from(
  { length: 8 },
  (_, turn) => `Somebody ${turn} of Customer asks about parcel ${turn * 7919} and where the invoice of last week went.`,
).join(' ');

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
  // The two below leave the same rows, locks and notifications as Crossdesk, and index the text.
  createWithAllRows: `with opened as materialized (
      select pg_advisory_xact_lock_shared(727362006, (last_value & 2147483647)::int)::text as locked from event_id_seq
    ), made as (insert into ticket (type, subject, requester_id, department_id, status_id, base_state, channel, preview, message_count,
        created_at, updated_at, activity_at, last_message_at)
      select 'public', 'Delivered to the wrong door', $2, $1, c.id, 'new', 'agent', 'The parcel was left with a neighbour', 1, now(), now(), now(), now()
      from choice c, opened where c.kind = 'status' and c.base_state = 'new' and locked is not null limit 1 returning id
    ), said as (insert into message (ticket_id, kind, visibility, author_kind, author_id, author_name, html, body_text, created_at)
      select id, 'request', 'public', 'agent', $3, 'Somebody', '<p>The parcel was left with a neighbour</p>', 'The parcel was left with a neighbour', now()
      from made returning id
    ), indexed as (insert into ticket_search (ticket_id, words, format) select id, to_tsvector('search_words', $4), 2 from made
    ), seen as (insert into ticket_reading (agent_id, ticket_id, read_at) select $3, id, now() from made
    ), recorded as (insert into event (type, at, ticket_id, message_id, actor_kind, actor_id, actor_name, request_id, changes, data)
      select type, now(), made.id, case when type = 'message.added' then said.id end, 'agent', $3, 'Somebody', null, '[]',
        '{"kind": "request", "visibility": "public", "isSent": false}' from made, said, unnest(array['ticket.created', 'message.added']) type returning id
    ) select pg_notify('crossdesk_live', json_build_object('type', 'message.added', 'ticketId', id, 'at', clock_timestamp())::text) from recorded`,
  replyWithAllRows: `with opened as materialized (
      select pg_advisory_xact_lock_shared(727362006, (last_value & 2147483647)::int)::text as locked from event_id_seq
    ), said as (insert into message (ticket_id, kind, visibility, author_kind, author_id, author_name, html, body_text, recipients, delivery, created_at, sends_at)
      values ($1, 'reply', 'public', 'agent', $2, 'Somebody', '<p>The parcel leaves tonight</p>', 'The parcel leaves tonight',
        '{"to": [{"name": "", "address": "somebody@customer.example"}], "cc": [], "bcc": []}', 'waiting', now(), now() + interval '10 seconds') returning id
    ), changed as (update ticket set activity_at = now(), last_message_at = now(), updated_at = now(), preview = 'The parcel leaves tonight',
      message_count = message_count + 1, version = version + 1 where id = $1
    ), indexed as (insert into ticket_search (ticket_id, words, format) values ($1, to_tsvector('search_words', $3), 2)
      on conflict (ticket_id) do update set words = excluded.words
    ), seen as (insert into ticket_reading (agent_id, ticket_id, read_at) values ($2, $1, now())
      on conflict (agent_id, ticket_id) do update set read_at = excluded.read_at
    ), recorded as (insert into event (type, at, ticket_id, message_id, actor_kind, actor_id, actor_name, request_id, changes, data)
      select 'message.added', now(), $1, said.id, 'agent', $2, 'Somebody', null, '[]', '{"kind": "reply", "visibility": "public", "isSent": true}'
      from said, opened where locked is not null returning id
    ) select pg_notify('crossdesk_live', json_build_object('type', 'message.added', 'ticketId', $1::bigint, 'messageId', id)::text) from recorded`,
  moveWithEvent: `with moved as (update ticket set department_id = $3, assignee_id = null, version = version + 1, updated_at = now(), activity_at = now()
      where id = $1 returning id
    ) insert into event (type, at, ticket_id, message_id, actor_kind, actor_id, actor_name, request_id, changes, data)
      select 'ticket.transferred', now(), id, null, 'agent', $2, 'Somebody', null, '[]', '{}' from moved`,
} as const;

/**
 * Runs a prepared statement repeatedly on several connections, at least until one run has finished
 * after the warm-up.
 */
export async function runStatement(
  url: string,
  options: { connections: number; seconds: number; warmUpSeconds: number },
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
  const startAt = performance.now() + options.warmUpSeconds * 1000;
  let endAt = startAt + options.seconds * 1000;
  const times: number[] = [];
  let bytes = 0;
  try {
    await Promise.all(
      clients.map(async (client) => {
        for (let from = performance.now(); from < endAt || times.length === 0; from = performance.now()) {
          const { rows } = await client.query({ name: 'bare', text: sql, values: [...next()] });
          bytes = JSON.stringify(rows[0] ?? null).length;
          const to = performance.now();
          if (from < startAt || (to > endAt && times.length > 0)) continue;
          times.push(to - from);
          endAt = Math.max(endAt, to);
        }
      }),
    );
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
  return { ...summary(times, (endAt - startAt) / 1000), bytes, errorCount: 0, firstError: null };
}
