import type { Department } from '@crossdesk/contracts/departments.ts';
import type { Me } from '@crossdesk/contracts/identity.ts';
import { type FormField, type FormFieldName, formOfChannel } from '@crossdesk/contracts/lists/forms.ts';
import type { Permission } from '@crossdesk/contracts/permissions.ts';
import type { Catalog, Choice, ChoiceKind, Colleague } from '@crossdesk/contracts/settings.ts';
import type { Channel } from '@crossdesk/contracts/tickets.ts';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { localizedName } from './i18n.ts';
import { catalogQuery, meQuery } from './queries.ts';

/** Names for ids, in the language on screen; null for an unknown id. */
export type Names = {
  company: Catalog['company'] | null;
  departments: readonly Department[];
  agents: readonly Colleague[];
  choices: (kind: ChoiceKind) => readonly Choice[];
  department: (id: number | null) => string | null;
  agent: (id: number | null) => string | null;
  agentOf: (id: number | null) => Colleague | null;
  choice: (id: number | null) => string | null;
  choiceOf: (id: number | null) => Choice | null;
  /** The fields of a ticket that arrived through a channel, in order. */
  fieldsOf: (channel: Channel) => readonly FormField[];
  /** Its fields that the company has hidden. */
  hiddenFields: (channel: Channel) => ReadonlySet<FormFieldName>;
};

const byId = <T extends { id: number }>(things: readonly T[]): Map<number, T> =>
  new Map(things.map((thing) => [thing.id, thing]));

const toNames = (catalog: Catalog | undefined): Names => {
  const departments = byId(catalog?.departments ?? []);
  const agents = byId(catalog?.agents ?? []);
  const choices = byId(catalog?.choices ?? []);
  const sorted = [...(catalog?.choices ?? [])].sort((a, b) => a.position - b.position || a.id - b.id);
  const fieldsOf = (channel: Channel) => catalog?.forms[formOfChannel(channel)] ?? [];
  const name = (thing: { name: Department['name'] } | undefined) => (thing ? localizedName(thing.name) : null);
  return {
    company: catalog?.company ?? null,
    departments: catalog?.departments ?? [],
    agents: catalog?.agents ?? [],
    choices: (kind) => sorted.filter((choice) => choice.kind === kind),
    department: (id) => name(departments.get(id ?? 0)),
    agent: (id) => agents.get(id ?? 0)?.name ?? null,
    agentOf: (id) => agents.get(id ?? 0) ?? null,
    choice: (id) => name(choices.get(id ?? 0)),
    choiceOf: (id) => choices.get(id ?? 0) ?? null,
    fieldsOf,
    hiddenFields: (channel) =>
      new Set(fieldsOf(channel).flatMap(({ field, use }) => (use === 'hidden' ? [field] : []))),
  };
};

/** Names for ids; empty until the catalog is loaded. */
export const useNames = (): Names => {
  const { data } = useQuery(catalogQuery);
  const { i18n } = useTranslation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the names change with the language
  return useMemo(() => toNames(data), [data, i18n.language]);
};

/** The signed-in user. Only inside the desk, which loads it. */
export const useMe = (): Me | null => useQuery(meQuery).data ?? null;

/** Returns a function that checks a permission of the signed-in user. */
export const useHasPermission = (): ((permission: Permission) => boolean) => {
  const me = useMe();
  return (permission) => me?.permissions.includes(permission) ?? false;
};

/** The name of a service with its parents: `Orders › Delivery`. */
export const servicePath = (names: Names, id: number | null): string | null => {
  const service = names.choiceOf(id);
  if (!service) return null;
  const above = service.parentId === null || service.parentId === id ? null : servicePath(names, service.parentId);
  return above ? `${above} › ${localizedName(service.name)}` : localizedName(service.name);
};
