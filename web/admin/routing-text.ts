import type { RoutingConditions, RoutingRule } from '@crossdesk/contracts/assignment.ts';
import type { Channel } from '@crossdesk/contracts/tickets.ts';
import { useQuery } from '@tanstack/react-query';
import { type Names, servicePath, useHasPermission, useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { currentLocale, translate } from '../lib/i18n.ts';
import { keys, queryClient } from '../lib/queries.ts';

export const channels: readonly Channel[] = ['email', 'agent', 'api', 'portal', 'webchat', 'whatsapp'];
export const languages = ['en', 'ja', 'other'] as const;

export const channelName = (channel: Channel): string => translate(`routing.channel.${channel}`, {}, 'settings');

export const refreshRouting = () =>
  Promise.all([
    queryClient.invalidateQueries({ queryKey: keys.routingRules }),
    queryClient.invalidateQueries({ queryKey: keys.assignmentSettings }),
  ]);

export const hasConditions = (conditions: RoutingConditions): boolean =>
  Object.values(conditions).some((values) => (values?.length ?? 0) > 0);

const anyOf = (values: readonly string[]): string =>
  new Intl.ListFormat(currentLocale(), { type: 'disjunction' }).format(values);

/** Names of what conditions refer to; `#id` for what is not known. */
export type ConditionNames = {
  names: Names;
  accounts: ReadonlyMap<number, string>;
  mailboxes: ReadonlyMap<number, string>;
};

const noNames: ReadonlyMap<number, string> = new Map();

/** The names for the conditions of rules. Accounts are loaded for those who may see them. */
export const useConditionNames = (): ConditionNames => {
  const names = useNames();
  const may = useHasPermission();
  const { data: accounts } = useQuery({
    queryKey: ['accounts', ''],
    queryFn: ({ signal }) => call('listAccounts', { query: { limit: 50 }, signal }),
    enabled: may('contacts.read'),
  });
  const { data: mailboxes } = useQuery({
    queryKey: ['mailboxes'],
    queryFn: ({ signal }) => call('listMailboxes', { signal }),
  });
  return {
    names,
    accounts: accounts ? new Map(accounts.items.map((one) => [one.id, one.name])) : noNames,
    mailboxes: mailboxes ? new Map(mailboxes.items.map((one) => [one.id, one.address])) : noNames,
  };
};

/** The values of a condition in words. */
const valueNames = (
  conditions: RoutingConditions,
  field: keyof RoutingConditions,
  { names, accounts, mailboxes }: ConditionNames,
): string[] => {
  const named = (ids: readonly number[] | undefined, nameOf: (id: number) => string | null | undefined) =>
    (ids ?? []).map((id) => nameOf(id) ?? `#${id}`);
  switch (field) {
    case 'subjectWords':
      return (conditions.subjectWords ?? []).map((text) => translate('routing.quoted', { text }, 'settings'));
    case 'senders':
      return [...(conditions.senders ?? [])];
    case 'accountIds':
      return named(conditions.accountIds, (id) => accounts.get(id));
    case 'productIds':
      return named(conditions.productIds, (id) => names.choice(id));
    case 'serviceIds':
      return named(conditions.serviceIds, (id) => servicePath(names, id));
    case 'mailboxIds':
      return named(conditions.mailboxIds, (id) => mailboxes.get(id));
    case 'languages':
      return (conditions.languages ?? []).map((one) => translate(`routing.language.${one}`, {}, 'settings'));
  }
};

const fields = [
  'subjectWords',
  'senders',
  'accountIds',
  'productIds',
  'serviceIds',
  'mailboxIds',
  'languages',
] as const;

/** Channels and conditions as a sentence: `Email, subject contains “refund”`. */
export const ruleSentence = (
  { channels: accepted, conditions }: Pick<RoutingRule, 'channels' | 'conditions'>,
  names: ConditionNames,
): string => {
  const parts = fields.flatMap((field) => {
    const values = valueNames(conditions, field, names);
    return values.length === 0 ? [] : [translate(`routing.when.${field}`, { what: anyOf(values) }, 'settings')];
  });
  const channelPart = accepted ? anyOf(accepted.map(channelName)) : translate('routing.channel.all', {}, 'settings');
  return [channelPart, ...parts].join(translate('routing.separator', {}, 'settings'));
};
