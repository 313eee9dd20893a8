import type { Mailbox } from '@crossdesk/contracts/scalars.ts';
import { canonicalAddress } from '../../platform/addresses.ts';
import type { ReadContext } from '../../platform/context.ts';
import { company } from '../../settings/index.ts';
import { nameForms } from './rules.ts';

/**
 * Returns a function that removes a name the person's address does not prove: the name of an agent,
 * a mailbox or the company with another address, or a name that is itself another address.
 * `isVerified` false: not even the right address proves the name.
 */
export async function createNameCheck(ctx: ReadContext): Promise<(person: Mailbox, isVerified: boolean) => Mailbox> {
  const agents = await ctx.db.selectFrom('agent').select(['name', 'email as address']).execute();
  const mailboxes = await ctx.db.selectFrom('mailbox').select(['name', 'address']).execute();
  const known = [...agents, ...mailboxes, { name: (await company(ctx)).name, address: '' }];
  const reserved = new Set(known.flatMap((one) => nameForms(one.name)));
  const ownAddresses = new Set(known.map((one) => one.address.toLowerCase()));
  return (person, isVerified) => {
    const isOwn = isVerified && ownAddresses.has(person.address.toLowerCase());
    const forms = nameForms(person.name);
    const isAddress =
      /[@\uff20\ufe6b]/.test(person.name) && canonicalAddress(person.name) !== canonicalAddress(person.address);
    return !isOwn && (isAddress || forms.some((form) => reserved.has(form))) ? { ...person, name: '' } : person;
  };
}
