import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Where services are offered, which categories and priorities fit, and priority colors by name.
 * Owned by settings.
 */
export const classifications: Migration = {
  async up(db) {
    const links = {
      service_department: ['service_id', 'department_id', 'department'],
      service_category: ['service_id', 'category_id', 'choice'],
      category_priority: ['category_id', 'priority_id', 'choice'],
    } as const;
    for (const [table, [owner, other, target]] of Object.entries(links)) {
      await sql`
        create table ${sql.table(table)} (
          ${sql.ref(owner)} bigint not null references choice on delete cascade,
          ${sql.ref(other)} bigint not null references ${sql.table(target)},
          primary key (${sql.ref(owner)}, ${sql.ref(other)})
        )`.execute(db);
      await sql`create index ${sql.ref(`${table}_reverse`)} on ${sql.table(table)} (${sql.ref(other)})`.execute(db);
    }
    await sql`
      insert into service_department (service_id, department_id)
      select id, department_id from choice where kind = 'service' and department_id is not null`.execute(db);
    await sql`
      alter table choice
        drop column department_id,
        add column ticket_type text check (ticket_type in ('public', 'internal')),
        add column default_category_id bigint references choice,
        add column default_priority_id bigint references choice`.execute(db);
    await sql`create index choice_default_category on choice (default_category_id)`.execute(db);
    await sql`create index choice_default_priority on choice (default_priority_id)`.execute(db);
    await sql`
      update choice set color = case color
        when '#868e96' then 'gray' when '#1c7ed6' then 'blue' when '#e8590c' then 'orange' when '#c92a2a' then 'red' end
      where kind = 'priority'`.execute(db);
  },
};
