import type { Account, Agent, Contact, Me, Profile } from '@crossdesk/contracts/identity.ts';
import type { Locale } from '@crossdesk/contracts/scalars.ts';
import { foldText } from '@crossdesk/contracts/search/fold.ts';
import type { Colleague } from '@crossdesk/contracts/settings.ts';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import { type ReadContext, requireAgent } from '../platform/context.ts';
import type { Db, Tables } from '../platform/database.ts';
import { readCursor, toPage } from '../platform/keyset.ts';
import { problem } from '../platform/problems.ts';
import { company, setupState } from '../settings/index.ts';
import './tables.ts';

type DbContext = Pick<ReadContext, 'db'>;

const agentRows = (db: Db) =>
  db
    .selectFrom('agent')
    .select(['agent.id', 'name', 'email', 'profile_id', 'is_active', 'avatar_url', 'locale', 'time_zone', 'phone'])
    .select(
      sql<
        Agent['memberships']
      >`coalesce((select json_agg(json_build_object('departmentId', m.department_id, 'role', m.role) order by m.department_id)
        from department_member m where m.agent_id = agent.id), '[]')`.as('memberships'),
    );
type AgentRow = Awaited<ReturnType<ReturnType<typeof agentRows>['executeTakeFirstOrThrow']>>;

const agentView = (row: AgentRow): Agent => ({
  id: row.id,
  name: row.name,
  email: row.email,
  profileId: row.profile_id,
  memberships: row.memberships,
  isActive: row.is_active,
  avatarUrl: row.avatar_url,
  locale: row.locale,
  timeZone: row.time_zone,
  phone: row.phone,
});

export async function agents(ctx: DbContext): Promise<Agent[]> {
  return (await agentRows(ctx.db).orderBy('name').orderBy('id').execute()).map(agentView);
}

export async function agent(ctx: DbContext, id: number): Promise<Agent> {
  const row = await agentRows(ctx.db).where('agent.id', '=', id).executeTakeFirst();
  if (!row) throw problem('not_found');
  return agentView(row);
}

/** All agents as colleagues see them: no email, no profile. */
export async function colleagues(ctx: DbContext): Promise<Colleague[]> {
  return (await agents(ctx)).map(({ id, name, memberships, isActive, avatarUrl }) => ({
    id,
    name,
    memberships,
    isActive,
    avatarUrl,
  }));
}

export async function me(ctx: ReadContext): Promise<Me> {
  const actor = requireAgent(ctx);
  return { ...(await agent(ctx, actor.agentId)), permissions: [...actor.permissions] };
}

export const profileView = (row: Selectable<Tables['profile']>): Profile => ({
  id: row.id,
  key: row.key,
  name: row.name,
  permissions: row.permissions,
});

export async function profiles(ctx: DbContext): Promise<Profile[]> {
  return (await ctx.db.selectFrom('profile').selectAll().orderBy('id').execute()).map(profileView);
}

const contactRows = (db: Db) =>
  db
    .selectFrom('contact')
    .leftJoin('account', 'account.id', 'contact.account_id')
    .select([
      'contact.id',
      'contact.name',
      'contact.locale',
      'contact.time_zone',
      'contact.created_at',
      'contact.account_id',
    ])
    .select(['account.name as account_name', 'account.domain as account_domain'])
    .select(
      sql<
        { kind: 'email' | 'phone'; address: string }[]
      >`coalesce((select json_agg(json_build_object('kind', a.kind, 'address', a.address) order by a.position)
        from contact_address a where a.contact_id = contact.id), '[]')`.as('addresses'),
    );
type ContactRow = Awaited<ReturnType<ReturnType<typeof contactRows>['executeTakeFirstOrThrow']>>;

const contactView = (row: ContactRow): Contact => ({
  id: row.id,
  name: row.name,
  emails: row.addresses.filter((one) => one.kind === 'email').map((one) => one.address),
  phones: row.addresses.filter((one) => one.kind === 'phone').map((one) => one.address),
  account:
    row.account_id === null ? null : { id: row.account_id, name: row.account_name ?? '', domain: row.account_domain },
  locale: row.locale,
  timeZone: row.time_zone,
  // Only the day: the exact time is that of the first ticket and would identify a masked customer.
  createdAt: `${row.created_at.toISOString().slice(0, 10)}T00:00:00.000Z`,
});

export async function contact(ctx: DbContext, id: number): Promise<Contact> {
  const row = await contactRows(ctx.db).where('contact.id', '=', id).executeTakeFirst();
  if (!row) throw problem('not_found');
  return contactView(row);
}

const likePattern = (text: string): string => `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;

/** Selects the ids of those whose name contains a text, also before the name is folded. */
const idsNamed = (table: 'contact' | 'account', text: string) => sql`
  select id from ${sql.table(table)} where folded_name like ${likePattern(foldText(text.trim()))}
  union all select id from ${sql.table(table)} where folded_name is null and lower(name) like ${likePattern(text)}`;

/**
 * Contacts by name; `q` matches part of a name or address. `isVisible`: condition on rows of
 * `contact`.
 */
export async function contacts(
  ctx: DbContext,
  query: { q?: string; after?: string; limit?: number },
  isVisible: RawBuilder<boolean> = sql<boolean>`true`,
) {
  const limit = query.limit ?? 50;
  const after = readCursor(query.after, ['number']);
  let rows = contactRows(ctx.db)
    .where(isVisible)
    .orderBy('contact.name')
    .orderBy('contact.id')
    .limit(limit + 1);
  if (query.q) {
    const like = likePattern(query.q);
    rows = rows.where(
      sql<boolean>`contact.id in (${idsNamed('contact', query.q)} union all select contact_id from contact_address where address like ${like})`,
    );
  }
  if (after)
    rows = rows.where(sql<boolean>`(contact.name, contact.id) > (select name, id from contact where id = ${after[0]})`);
  return toPage(await rows.execute(), limit, (row) => [row.id], contactView);
}

/** Accounts by name; `q` matches part of a name. */
export async function accounts(ctx: DbContext, query: { q?: string; after?: string; limit?: number }) {
  const limit = query.limit ?? 50;
  const after = readCursor(query.after, ['number']);
  let rows = ctx.db
    .selectFrom('account')
    .select(['id', 'name', 'domain'])
    .orderBy('name')
    .orderBy('id')
    .limit(limit + 1);
  if (query.q) rows = rows.where(sql<boolean>`account.id in (${idsNamed('account', query.q)})`);
  if (after) rows = rows.where(sql<boolean>`(name, id) > (select name, id from account where id = ${after[0]})`);
  return toPage(
    await rows.execute(),
    limit,
    (row) => [row.id],
    (row): Account => row,
  );
}

/** The contact with an email address, or null. */
export async function contactByEmail(
  ctx: DbContext,
  email: string,
): Promise<{ id: number; name: string; locale: Locale | null } | null> {
  const row = await ctx.db
    .selectFrom('contact_address')
    .innerJoin('contact', 'contact.id', 'contact_address.contact_id')
    .select(['contact.id', 'contact.name', 'contact.locale'])
    .where('kind', '=', 'email')
    .where('address', '=', email.toLowerCase())
    .executeTakeFirst();
  return row ?? null;
}

/** The active agent with an email address, or null. */
export async function agentByEmail(ctx: DbContext, email: string): Promise<{ id: number; name: string } | null> {
  const row = await ctx.db
    .selectFrom('agent')
    .select(['id', 'name'])
    .where((where) => where(where.fn<string>('lower', ['email']), '=', email.toLowerCase()))
    .where('is_active', '=', true)
    .executeTakeFirst();
  return row ?? null;
}

/** The active agents with any of the email addresses. */
export const agentsByEmail = (ctx: DbContext, emails: readonly string[]): Promise<{ id: number; email: string }[]> =>
  ctx.db
    .selectFrom('agent')
    .select(['id', 'email'])
    .where((where) =>
      where(where.fn<string>('lower', ['email']), 'in', ['', ...emails.map((one) => one.toLowerCase())]),
    )
    .where('is_active', '=', true)
    .execute();

/** Whether an agent is active and a member of the department. */
export async function isMember(ctx: DbContext, agentId: number, departmentId: number): Promise<boolean> {
  const row = await ctx.db
    .selectFrom('department_member')
    .innerJoin('agent', 'agent.id', 'department_member.agent_id')
    .select('agent.id')
    .where('agent.id', '=', agentId)
    .where('department_id', '=', departmentId)
    .where('agent.is_active', '=', true)
    .executeTakeFirst();
  return row !== undefined;
}

export async function apiKeys(ctx: ReadContext) {
  const rows = await ctx.db
    .selectFrom('auth_api_key')
    .select(['id', 'name', 'start', 'createdAt'])
    .where('referenceId', '=', requireAgent(ctx).userId)
    .orderBy('createdAt')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name ?? '',
    start: row.start ?? '',
    createdAt: row.createdAt.toISOString(),
  }));
}

/** What the sign-in page needs before anyone is signed in. */
export async function startInfo(ctx: ReadContext) {
  const { name, locale } = await company(ctx);
  const state = await setupState(ctx.db);
  const { singleSignOn } = ctx.config;
  return {
    companyName: name,
    locale,
    needsSetup: state?.isSetUp !== true,
    isDemo: state?.isDemo ?? false,
    singleSignOn: singleSignOn ? { providerId: 'sso', name: singleSignOn.name } : null,
  };
}
