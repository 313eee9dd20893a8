import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * A search index with folded words (format 2), rebuilt in the background. Rows of format 1 are
 * searched by their old words until then. Owned by views; the names by identity.
 */
export const search: Migration = {
  async up(db) {
    // Like `english`, but without stop words, so that every word is found.
    await sql`create text search dictionary search_stem (template = snowball, language = english)`.execute(db);
    await sql`create text search configuration search_words (parser = default)`.execute(db);
    await sql`alter text search configuration search_words
      add mapping for asciiword, word, hword, asciihword, hword_part, hword_asciipart with search_stem`.execute(db);
    await sql`alter text search configuration search_words
      add mapping for numword, numhword, hword_numpart, int, uint, float, sfloat, version, email, host, url, url_path, file
      with simple`.execute(db);

    await sql`alter table ticket_search add column format smallint not null default 1`.execute(db);
    await sql`
      create table search_rebuild (
        is_only boolean primary key default true check (is_only),
        next_ticket_id bigint,
        skipped_count int not null default 0
      )`.execute(db);
    await sql`insert into search_rebuild (next_ticket_id) select max(ticket_id) + 1 from ticket_search`.execute(db);
    await sql`do $$ begin
      if exists (select 1 from search_rebuild where next_ticket_id is not null) and exists (
          select 1 from pg_proc p join pg_namespace n on n.oid = p.pronamespace
          where n.nspname = 'graphile_worker' and p.proname = 'add_job') then
        perform graphile_worker.add_job('views:rebuild', '{}'::json, job_key => 'views:rebuild');
      end if;
    end $$`.execute(db);

    // Tickets whose subject the search index does not have yet; see `search_pending` in views.
    await sql`create table search_pending (ticket_id bigint primary key references ticket on delete cascade)`.execute(
      db,
    );
    await sql`insert into search_pending select id from ticket
      where id > (select max(id) - 100000 from ticket) and not exists (select 1 from ticket_search where ticket_id = ticket.id)`.execute(
      db,
    );
    await sql`create function note_search_pending() returns trigger language plpgsql as $$ begin
      insert into search_pending values (new.id) on conflict do nothing;
      return null;
    end $$`.execute(db);
    await sql`create trigger ticket_search_pending after insert or update of subject on ticket
      for each row execute function note_search_pending()`.execute(db);

    await sql`create table search_word (word text primary key, keys text[] not null)`.execute(db);
    await sql`create index search_word_keys on search_word using gin (keys)`.execute(db);

    // Names of contacts and accounts as searches compare them; filled in the background.
    for (const table of ['contact', 'account']) {
      await sql.raw(`alter table ${table} add column folded_name text`).execute(db);
      await sql.raw(`create index ${table}_folded_name on ${table} using gin (folded_name gin_trgm_ops)`).execute(db);
    }
    await sql`do $$ begin
      if exists (select 1 from contact union all select 1 from account) and exists (
          select 1 from pg_proc p join pg_namespace n on n.oid = p.pronamespace
          where n.nspname = 'graphile_worker' and p.proname = 'add_job') then
        perform graphile_worker.add_job('identity:fold-names', '{}'::json, job_key => 'identity:fold-names');
      end if;
    end $$`.execute(db);

    await sql`create index ticket_tags on ticket using gin (tags) with (fastupdate = off) where tags <> '{}'`.execute(
      db,
    );
  },
};
