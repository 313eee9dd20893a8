import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Owned by views: custom_view. Further orders of tickets and shares for its lists, and the setting of C-10. */
export const customViews: Migration = {
  async up(db) {
    await sql`
      create table custom_view (
        id bigint generated always as identity primary key,
        name text not null,
        criteria jsonb not null,
        sort text not null check (sort in ('activity', 'created')),
        columns text[] not null,
        visibility text not null check (visibility in ('me', 'departments', 'profiles', 'everyone')),
        department_ids bigint[] not null default '{}',
        profile_ids bigint[] not null default '{}',
        owner_id bigint not null references agent,
        version int not null default 1,
        created_at timestamptz not null,
        updated_at timestamptz not null
      )`.execute(db);
    await sql`create index custom_view_owner on custom_view (owner_id)`.execute(db);
    await sql`create index custom_view_shared on custom_view (id) where visibility <> 'me'`.execute(db);
    const indexes = [
      'create index ticket_department_created on ticket (department_id, id desc) where deleted_at is null',
      'create index ticket_share_created on ticket_share (department_id, ticket_id desc) where revoked_at is null and not is_deleted',
      'create index ticket_share_out_open on ticket_share (from_department_id, activity_at desc, ticket_id desc) where revoked_at is null and is_open and not is_deleted',
    ];
    for (const index of indexes) await sql.raw(index).execute(db);
    await sql`alter table company add column shared_visibility text not null default 'shared_view_only'
      check (shared_visibility in ('shared_view_only', 'include_in_custom_views'))`.execute(db);
    // The built-in access profiles of a company that is already there.
    const added = [
      ['views.manage_own', ['agent', 'supervisor', 'operator', 'admin']],
      ['views.share', ['supervisor', 'operator', 'admin']],
      ['views.manage_others', ['admin']],
    ] as const;
    for (const [permission, keys] of added) {
      await sql`update profile set permissions = array_append(permissions, ${permission})
        where key = any(${[...keys]}::text[]) and not ${permission} = any(permissions)`.execute(db);
    }
  },
};
