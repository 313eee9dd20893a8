import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const authTables = [
  `create table auth_user (id text primary key, name text not null, email text not null unique, "emailVerified" boolean not null,
    image text, "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now(), "twoFactorEnabled" boolean)`,
  `create table auth_session (id text primary key, "expiresAt" timestamptz not null, token text not null unique,
    "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null, "ipAddress" text, "userAgent" text,
    "userId" text not null references auth_user (id) on delete cascade)`,
  `create index auth_session_user on auth_session ("userId")`,
  `create table auth_account (id text primary key, "accountId" text not null, "providerId" text not null,
    "userId" text not null references auth_user (id) on delete cascade, "accessToken" text, "refreshToken" text, "idToken" text,
    "accessTokenExpiresAt" timestamptz, "refreshTokenExpiresAt" timestamptz, scope text, password text,
    "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null)`,
  `create index auth_account_user on auth_account ("userId")`,
  `create table auth_verification (id text primary key, identifier text not null, value text not null, "expiresAt" timestamptz not null,
    "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now())`,
  `create index auth_verification_identifier on auth_verification (identifier)`,
  `create table auth_two_factor (id text primary key, secret text not null, "backupCodes" text not null,
    "userId" text not null references auth_user (id) on delete cascade, verified boolean, "failedVerificationCount" int, "lockedUntil" timestamptz)`,
  `create index auth_two_factor_secret on auth_two_factor (secret)`,
  `create index auth_two_factor_user on auth_two_factor ("userId")`,
  `create table auth_api_key (id text primary key, "configId" text not null, name text, start text, "referenceId" text not null, prefix text,
    key text not null, "refillInterval" int, "refillAmount" int, "lastRefillAt" timestamptz, enabled boolean, "rateLimitEnabled" boolean,
    "rateLimitTimeWindow" int, "rateLimitMax" int, "requestCount" int, remaining int, "lastRequest" timestamptz, "expiresAt" timestamptz,
    "createdAt" timestamptz not null, "updatedAt" timestamptz not null, permissions text, metadata text)`,
  `create index auth_api_key_reference on auth_api_key ("referenceId")`,
  `create index auth_api_key_key on auth_api_key (key)`,
];

/** Owned by identity: sign-in, access profiles, agents and their departments, accounts and contacts. */
export const people: Migration = {
  async up(db) {
    for (const statement of authTables) await sql.raw(statement).execute(db);
    await sql`
      create table profile (
        id bigint generated always as identity primary key,
        key text unique,
        name jsonb not null,
        permissions text[] not null
      )`.execute(db);
    await sql`
      create table agent (
        id bigint generated always as identity primary key,
        user_id text not null unique references auth_user (id),
        name text not null,
        email text not null,
        profile_id bigint not null references profile,
        availability text not null default 'offline' check (availability in ('available', 'away', 'offline')),
        is_active boolean not null default true,
        avatar_url text,
        locale text not null,
        time_zone text not null,
        created_at timestamptz not null default now()
      )`.execute(db);
    await sql`create unique index agent_email on agent (lower(email))`.execute(db);
    await sql`create index agent_profile on agent (profile_id)`.execute(db);
    await sql`
      create table department_member (
        department_id bigint not null references department,
        agent_id bigint not null references agent,
        role text not null check (role in ('agent', 'supervisor')),
        primary key (agent_id, department_id)
      )`.execute(db);
    await sql`create index department_member_department on department_member (department_id, agent_id)`.execute(db);
    await sql`
      create table account (
        id bigint generated always as identity primary key,
        name text not null,
        domain text,
        created_at timestamptz not null default now()
      )`.execute(db);
    await sql`create unique index account_name on account (lower(name))`.execute(db);
    await sql`create index account_order on account (name, id)`.execute(db);
    await sql`create unique index account_domain on account (lower(domain)) where domain is not null`.execute(db);
    await sql`
      create table contact (
        id bigint generated always as identity primary key,
        name text not null,
        account_id bigint references account,
        locale text,
        time_zone text,
        user_id text unique references auth_user (id),
        created_at timestamptz not null default now()
      )`.execute(db);
    await sql`create index contact_account on contact (account_id)`.execute(db);
    await sql`create index contact_order on contact (name, id)`.execute(db);
    await sql`
      create table contact_address (
        kind text not null check (kind in ('email', 'phone')),
        address text not null,
        contact_id bigint not null references contact on delete cascade,
        position int not null,
        primary key (kind, address)
      )`.execute(db);
    await sql`create index contact_address_contact on contact_address (contact_id, kind, position)`.execute(db);
    await sql`create extension if not exists pg_trgm`.execute(db);
    await sql`create index contact_name_part on contact using gin (lower(name) gin_trgm_ops)`.execute(db);
    await sql`create index contact_address_part on contact_address using gin (address gin_trgm_ops)`.execute(db);
  },
};
