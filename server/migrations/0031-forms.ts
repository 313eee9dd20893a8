import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * The fields of each form. A form without rows has the usual ones. Fields the company has hidden
 * stay hidden in all forms. Owned by settings.
 */
export const forms: Migration = {
  async up(db) {
    await sql`
      create table form_field (
        form text not null check (form in ('desk', 'portal', 'email', 'api')),
        field text not null,
        use text not null check (use in ('hidden', 'optional', 'required', 'either')),
        position int not null,
        primary key (form, field)
      )`.execute(db);
    await sql`
      insert into form_field (form, field, use, position)
      select form, field, case
          when field = any(company.hidden_fields) then 'hidden'
          when form = 'portal' and field = 'account' then 'required'
          when form = 'portal' and field in ('product', 'category') then 'either'
          else 'optional' end, position
      from company, unnest(array['desk', 'portal', 'email', 'api']) form,
        unnest(array['number', 'type', 'priority', 'solutionForecast', 'account', 'service', 'category', 'product',
          'cc', 'tags']) with ordinality as known (field, position)
      where company.hidden_fields <> '{}'`.execute(db);
    await sql`alter table company drop column hidden_fields`.execute(db);
  },
};
