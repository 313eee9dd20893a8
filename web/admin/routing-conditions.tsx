import type { RoutingConditions } from '@crossdesk/contracts/assignment.ts';
import { TagsInput } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { servicePath, useHasPermission } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { localizedName } from '../lib/i18n.ts';
import { MultiValue, type Value } from '../ui/multi-value.tsx';
import type { PickOption } from '../ui/pick.tsx';
import { useSettingsTranslation } from './frame.tsx';
import { languages, useConditionNames } from './routing-text.ts';

/** A label above something that isn't an input; the content names itself for screen readers. */
export const Labelled = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="routing-labelled">
    <span aria-hidden>{label}</span>
    {children}
  </div>
);

type ListField = Exclude<keyof RoutingConditions, 'subjectWords' | 'senders'>;

/** The accounts that match a search, with the names of those found before. */
export const useAccountSearch = (known: ReadonlyMap<number, string>) => {
  const may = useHasPermission();
  const [text, setText] = useState('');
  const [found, setFound] = useState<ReadonlyMap<number, string>>(new Map());
  const { data, isFetching } = useQuery({
    queryKey: ['accounts', text],
    queryFn: ({ signal }) => call('listAccounts', { query: { ...(text ? { q: text } : {}), limit: 50 }, signal }),
    enabled: may('contacts.read'),
    placeholderData: keepPreviousData,
  });
  const items = data?.items ?? [];
  return {
    options: items.map(
      (one): PickOption => ({ value: String(one.id), label: one.name, note: one.domain ?? undefined }),
    ),
    nameOf: (value: Value) =>
      items.find((one) => one.id === value)?.name ??
      found.get(Number(value)) ??
      known.get(Number(value)) ??
      `#${value}`,
    remember: () => setFound(new Map([...found, ...items.map((one) => [one.id, one.name] as const)])),
    onSearch: setText,
    isSearching: isFetching,
  };
};

/** The conditions of a rule. */
export const RoutingConditionFields = ({
  conditions,
  onChange,
}: {
  conditions: RoutingConditions;
  onChange: (conditions: RoutingConditions) => void;
}) => {
  const { t } = useSettingsTranslation();
  const { names, accounts, mailboxes } = useConditionNames();
  const search = useAccountSearch(accounts);
  const words = (field: 'subjectWords' | 'senders', description: string) => (
    <TagsInput
      label={t(`routing.field.${field}`)}
      description={description}
      value={[...(conditions[field] ?? [])]}
      onChange={(values) => onChange({ ...conditions, [field]: values })}
      splitChars={[',', '、', ';']}
      acceptValueOnBlur
      maxTags={100}
      maxLength={200}
    />
  );
  const list = (field: ListField, options: readonly PickOption[]) => (
    <Labelled label={t(`routing.field.${field}`)}>
      <MultiValue
        label={t(`routing.field.${field}`)}
        values={conditions[field] ?? []}
        options={options}
        nameOf={(value) => options.find((one) => one.value === String(value))?.label ?? `#${value}`}
        whenNone={t('routing.any')}
        onChange={(values) => onChange({ ...conditions, [field]: values })}
      />
    </Labelled>
  );
  return (
    <>
      {words('subjectWords', t('routing.typed'))}
      {words('senders', t('routing.field.sendersNote'))}
      <div className="routing-grid">
        <Labelled label={t('routing.field.accountIds')}>
          <MultiValue
            label={t('routing.field.accountIds')}
            values={conditions.accountIds ?? []}
            options={search.options}
            nameOf={search.nameOf}
            onSearch={search.onSearch}
            isSearching={search.isSearching}
            whenNone={t('routing.any')}
            onChange={(values) => {
              search.remember();
              onChange({ ...conditions, accountIds: values.map(Number) });
            }}
          />
        </Labelled>
        {list(
          'productIds',
          names.choices('product').map((one) => ({ value: String(one.id), label: localizedName(one.name) })),
        )}
        {list(
          'serviceIds',
          names
            .choices('service')
            .map((one) => ({ value: String(one.id), label: servicePath(names, one.id) ?? localizedName(one.name) })),
        )}
        {list(
          'mailboxIds',
          [...mailboxes].map(([id, address]) => ({ value: String(id), label: address })),
        )}
        {list(
          'languages',
          languages.map((value) => ({ value, label: t(`routing.language.${value}`) })),
        )}
      </div>
    </>
  );
};
