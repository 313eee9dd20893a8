import { randomUUID } from 'node:crypto';
import type { Membership } from '@crossdesk/contracts/identity.ts';
import { foldText } from '@crossdesk/contracts/search/fold.ts';
import { type Insertable, sql, type Updateable } from 'kysely';
import type { Db, Tables, Tx } from '../platform/database.ts';
import './tables.ts';

export const insertProfile = (tx: Tx, row: Insertable<Tables['profile']>) =>
  tx.insertInto('profile').values(row).returningAll().executeTakeFirstOrThrow();

export const updateProfile = (tx: Tx, id: number, change: Updateable<Tables['profile']>) =>
  tx
    .updateTable('profile')
    .set({ ...change, key: sql.ref('key') })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();

export const deleteProfile = (tx: Tx, id: number) => tx.deleteFrom('profile').where('id', '=', id).execute();

/**
 * Inserts a user without a password, which is chosen with an invitation or set by `setPassword`.
 */
export async function insertUser(tx: Tx, person: { name: string; email: string }): Promise<string> {
  const id = randomUUID();
  await tx
    .insertInto('auth_user')
    .values({ id, name: person.name, email: person.email.toLowerCase(), emailVerified: true })
    .execute();
  return id;
}

export async function setPassword(tx: Tx, userId: string, hash: string, now: Date): Promise<void> {
  await tx.deleteFrom('auth_account').where('userId', '=', userId).where('providerId', '=', 'credential').execute();
  await tx
    .insertInto('auth_account')
    .values({ id: randomUUID(), accountId: userId, providerId: 'credential', userId, password: hash, updatedAt: now })
    .execute();
}

/**
 * Password links are verification rows in the format of the sign-in library
 * (`reset-password:<token>`).
 */
export const insertPasswordToken = (tx: Tx, userId: string, token: string, expiresAt: Date) =>
  tx
    .insertInto('auth_verification')
    .values({ id: randomUUID(), identifier: `reset-password:${token}`, value: userId, expiresAt })
    .execute();

export const renameUser = (tx: Tx, userId: string, change: { name?: string; email?: string }) =>
  tx
    .updateTable('auth_user')
    .set({ name: change.name, email: change.email?.toLowerCase(), id: userId })
    .where('id', '=', userId)
    .execute();

export async function endSessions(tx: Tx, userId: string): Promise<void> {
  await tx.deleteFrom('auth_session').where('userId', '=', userId).execute();
  await tx.deleteFrom('auth_api_key').where('referenceId', '=', userId).execute();
}

/**
 * Inserts a row in the format of the sign-in library's key plugin. Its rate limit is off because
 * requests have their own.
 */
export const insertApiKey = (
  tx: Tx,
  {
    at,
    ...row
  }: { id: string; name: string; start: string; prefix: string; key: string; referenceId: string; at: Date },
) =>
  tx
    .insertInto('auth_api_key')
    .values({
      ...row,
      configId: 'default',
      enabled: true,
      rateLimitEnabled: false,
      requestCount: 0,
      createdAt: at,
      updatedAt: at,
    })
    .execute();

export const deleteApiKeys = (tx: Tx, userId: string) =>
  tx.deleteFrom('auth_api_key').where('referenceId', '=', userId).returning('id').execute();

export const deleteApiKey = (tx: Tx, userId: string, keyId: string) =>
  tx
    .deleteFrom('auth_api_key')
    .where('referenceId', '=', userId)
    .where('id', '=', keyId)
    .returning('id')
    .executeTakeFirst();

export const insertAgent = (tx: Tx, row: Insertable<Tables['agent']>) =>
  tx.insertInto('agent').values(row).returning('id').executeTakeFirstOrThrow();

export const updateAgent = (tx: Tx, id: number, change: Updateable<Tables['agent']>) =>
  tx
    .updateTable('agent')
    .set({ ...change, user_id: sql.ref('user_id') })
    .where('id', '=', id)
    .execute();

export async function replaceMemberships(tx: Tx, agentId: number, memberships: readonly Membership[]): Promise<void> {
  await tx.deleteFrom('department_member').where('agent_id', '=', agentId).execute();
  if (memberships.length === 0) return;
  await tx
    .insertInto('department_member')
    .values(memberships.map((one) => ({ agent_id: agentId, department_id: one.departmentId, role: one.role })))
    .execute();
}

type Unfolded<Row> = Omit<Row, 'folded_name'>;

export const insertAccount = (tx: Tx, row: Unfolded<Insertable<Tables['account']>>) =>
  tx
    .insertInto('account')
    .values({ ...row, folded_name: foldText(row.name) })
    .returning(['id', 'name', 'domain'])
    .executeTakeFirstOrThrow();

export const insertContact = (tx: Tx, row: Unfolded<Insertable<Tables['contact']>>) =>
  tx
    .insertInto('contact')
    .values({ ...row, folded_name: foldText(row.name) })
    .returning('id')
    .executeTakeFirstOrThrow();

export const updateContact = (tx: Tx, id: number, change: Unfolded<Updateable<Tables['contact']>>) =>
  tx
    .updateTable('contact')
    .set({
      ...change,
      ...(change.name === undefined ? {} : { folded_name: foldText(change.name) }),
      created_at: sql.ref('created_at'),
    })
    .where('id', '=', id)
    .execute();

/**
 * Fills the folded names of the next rows that lack them. Returns the last id, or null if there are
 * none left.
 */
export async function foldNames(
  tx: Tx,
  table: 'contact' | 'account',
  { after, limit }: { after: number; limit: number },
): Promise<number | null> {
  const rows = await tx
    .selectFrom(table)
    .select(['id', 'name', 'folded_name'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .execute();
  const missing = rows.filter((row) => row.folded_name === null).map(({ id, name }) => ({ id, name: foldText(name) }));
  if (missing.length > 0)
    await sql`update ${sql.table(table)} set folded_name = one.name
      from json_to_recordset(${JSON.stringify(missing)}) as one (id bigint, name text)
      where ${sql.table(table)}.id = one.id`.execute(tx);
  return rows.at(-1)?.id ?? null;
}

/** Replaces the addresses of one kind. A unique violation means one belongs to another contact. */
export async function replaceAddresses(
  tx: Tx,
  contactId: number,
  kind: 'email' | 'phone',
  addresses: readonly string[],
): Promise<void> {
  await tx.deleteFrom('contact_address').where('contact_id', '=', contactId).where('kind', '=', kind).execute();
  if (addresses.length === 0) return;
  await tx
    .insertInto('contact_address')
    .values(addresses.map((address, position) => ({ contact_id: contactId, kind, address, position })))
    .execute();
}

/** Assigns an address to a contact; false if another contact has it. */
export async function claimAddress(tx: Tx, contactId: number, email: string): Promise<boolean> {
  const row = await tx
    .insertInto('contact_address')
    .values({ kind: 'email', address: email, contact_id: contactId, position: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .returning('contact_id')
    .executeTakeFirst();
  return row !== undefined;
}

export const deleteContact = (tx: Tx, id: number) => tx.deleteFrom('contact').where('id', '=', id).execute();

/**
 * Attempts without delay, and the maximum delay. The counter restarts after a day without attempts.
 */
const freeTries = 5;
const maxDelaySeconds = 15 * 60;
const dayMs = 24 * 60 * 60 * 1000;

/**
 * Counts an attempt before the password is checked, in one statement, so that simultaneous attempts
 * are all counted. Undefined if the account has to wait.
 */
export const countPasswordTry = (db: Db, account: string, now: Date) => {
  const isOld = sql<boolean>`password_tries.last_at < ${new Date(now.getTime() - dayMs)}`;
  const count = sql<number>`case when ${isOld} then 1 else password_tries.tries_count + 1 end`;
  const delay = sql`least(${maxDelaySeconds}::float8, power(2, least(${count} - ${freeTries}, 20)))`;
  const next = sql<Date>`case when ${count} < ${freeTries} then to_timestamp(0)
    else ${now}::timestamptz + make_interval(secs => ${delay}) end`;
  return db
    .insertInto('password_tries')
    .values({ account, tries_count: 1, last_at: now, next_at: new Date(0), warned_at: null })
    .onConflict((conflict) =>
      conflict
        .column('account')
        .doUpdateSet({
          tries_count: count,
          last_at: now,
          next_at: next,
        })
        .where('password_tries.next_at', '<=', now),
    )
    .returning('tries_count')
    .executeTakeFirst();
};

export const deletePasswordTries = (db: Db, account: string) =>
  db.deleteFrom('password_tries').where('account', '=', account).execute();

/**
 * Marks the owner as warned if a warning is due: after enough attempts, at most once an hour.
 * Returns whether it was due.
 */
export async function markWarned(tx: Tx, account: string, triesCount: number, now: Date): Promise<boolean> {
  const hourAgo = new Date(now.getTime() - 60 * 60 * 1000);
  const row = await tx
    .updateTable('password_tries')
    .set({ warned_at: now })
    .where('account', '=', account)
    .where('tries_count', '>=', triesCount)
    .where((where) => where.or([where('warned_at', 'is', null), where('warned_at', '<', hourAgo)]))
    .returning('account')
    .executeTakeFirst();
  return row !== undefined;
}

export const deleteOldPasswordTries = (tx: Tx, now: Date) =>
  tx
    .deleteFrom('password_tries')
    .where('last_at', '<', new Date(now.getTime() - dayMs))
    .execute();

/** Deletes the trusted browsers that skip the second factor. */
export const deleteTrustedBrowsers = (db: Db, userId: string) =>
  db
    .deleteFrom('auth_verification')
    .where('value', '=', userId)
    .where('identifier', 'like', 'trust-device-%')
    .execute();

/** Deletes all password links of a user except the newest. */
export const deleteOtherResetTokens = (db: Db, userId: string, newestToken: string) =>
  db
    .deleteFrom('auth_verification')
    .where('value', '=', userId)
    .where('identifier', 'like', 'reset-password:%')
    .where('identifier', '!=', `reset-password:${newestToken}`)
    .execute();
