import type { Account, AccountWrite, Contact, ContactWrite } from '@crossdesk/contracts/identity.ts';
import type { Context } from '../../platform/context.ts';
import { isDuplicate } from '../../platform/database.ts';
import { emit } from '../../platform/events.ts';
import { fieldProblem } from '../../platform/problems.ts';
import { requireTimeZone } from '../../settings/index.ts';
import { contact, contactByEmail } from '../queries.ts';
import * as store from '../store.ts';

const normalizeEmails = (addresses: readonly string[]): string[] => [
  ...new Set(addresses.map((one) => one.trim().toLowerCase())),
];

async function requireAccount(ctx: Context, id: number | null | undefined): Promise<void> {
  if (!id) return;
  const found = await ctx.tx.selectFrom('account').select('id').where('id', '=', id).executeTakeFirst();
  if (!found) throw fieldProblem('accountId', 'is not an account', 'unknown_reference');
}

async function replaceAddresses(ctx: Context, id: number, given: Partial<ContactWrite>): Promise<void> {
  for (const [kind, list] of [
    ['email', given.emails && normalizeEmails(given.emails)],
    ['phone', given.phones],
  ] as const) {
    if (!list) continue;
    try {
      await store.replaceAddresses(ctx.tx, id, kind, [...new Set(list)]);
    } catch (error) {
      if (isDuplicate(error))
        throw fieldProblem(`${kind}s`, 'contain one that belongs to another contact', 'already_exists');
      throw error;
    }
  }
}

export async function createContact(ctx: Context, given: ContactWrite): Promise<Contact> {
  await requireAccount(ctx, given.accountId);
  if (given.timeZone) requireTimeZone(given.timeZone, 'timeZone');
  const { id } = await store.insertContact(ctx.tx, {
    name: given.name,
    account_id: given.accountId ?? null,
    locale: given.locale ?? null,
    time_zone: given.timeZone ?? null,
    user_id: null,
  });
  await replaceAddresses(ctx, id, given);
  const after = await contact(ctx, id);
  await emit(ctx, {
    type: 'contact.created',
    data: { contactId: id },
    changes: [{ field: 'contact', before: null, after }],
  });
  return after;
}

export async function editContact(ctx: Context, id: number, change: Partial<ContactWrite>): Promise<Contact> {
  const before = await contact(ctx, id);
  await requireAccount(ctx, change.accountId);
  if (change.timeZone) requireTimeZone(change.timeZone, 'timeZone');
  await store.updateContact(ctx.tx, id, {
    name: change.name,
    account_id: change.accountId,
    locale: change.locale,
    time_zone: change.timeZone,
  });
  await replaceAddresses(ctx, id, change);
  const after = await contact(ctx, id);
  await emit(ctx, { type: 'contact.edited', data: { contactId: id }, changes: [{ field: 'contact', before, after }] });
  return after;
}

/**
 * Finds or creates the contact of an address. A new contact is named after the sender or the
 * address and joins the account with a matching domain. Simultaneous mails from a new address
 * create one contact.
 */
export async function findOrCreateContact(
  ctx: Context,
  given: { name: string; email: string },
): Promise<{ id: number; name: string }> {
  const email = given.email.trim().toLowerCase();
  const known = await contactByEmail(ctx, email);
  if (known) return known;
  const account = await ctx.tx
    .selectFrom('account')
    .select('id')
    .where((where) => where(where.fn<string>('lower', ['domain']), '=', email.split('@')[1] ?? ''))
    .executeTakeFirst();
  const name = given.name.trim().slice(0, 200) || email;
  const { id } = await store.insertContact(ctx.tx, {
    name,
    account_id: account?.id ?? null,
    locale: null,
    time_zone: null,
    user_id: null,
  });
  if (!(await store.claimAddress(ctx.tx, id, email))) {
    await store.deleteContact(ctx.tx, id);
    const other = await contactByEmail(ctx, email);
    if (!other) throw new Error('an address was claimed and released at the same time');
    return other;
  }
  const after = await contact(ctx, id);
  await emit(ctx, {
    type: 'contact.created',
    data: { contactId: id },
    changes: [{ field: 'contact', before: null, after }],
  });
  return { id, name };
}

export async function createAccount(ctx: Context, given: AccountWrite): Promise<Account> {
  try {
    return await store.insertAccount(ctx.tx, { name: given.name, domain: given.domain?.toLowerCase() ?? null });
  } catch (error) {
    if (isDuplicate(error)) throw fieldProblem('name', 'or domain is already in use', 'already_exists');
    throw error;
  }
}
