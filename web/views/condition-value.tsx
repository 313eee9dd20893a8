import { type ConditionField, conditionFields } from '@crossdesk/contracts/lists/custom-views.ts';
import { NumberInput, TagsInput, TextInput } from '@mantine/core';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Names, servicePath, useHasPermission, useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { localizedName, translate } from '../lib/i18n.ts';
import { contactQuery } from '../lib/queries.ts';
import { Avatar } from '../ui/avatar.tsx';
import { StateMark } from '../ui/marks.tsx';
import { MultiValue, type Value } from '../ui/multi-value.tsx';
import type { PickOption } from '../ui/pick.tsx';
import type { DraftCondition } from './draft.ts';

type ConditionValueProps = {
  condition: DraftCondition;
  label: string;
  onValue: (value: DraftCondition['value']) => void;
};

const states = ['new', 'open', 'pending', 'on_hold', 'resolved', 'closed', 'canceled'] as const;
const channels = ['email', 'agent', 'api', 'portal', 'webchat', 'whatsapp'] as const;
const levels = ['full', 'restricted', 'read_only'] as const;

const specialOption = (value: 'me' | 'nobody' | 'none'): PickOption => ({
  value,
  label: translate(`word.${value}`, {}, 'views'),
});
const departmentOptions = (names: Names): PickOption[] =>
  names.departments.map((one) => ({ value: String(one.id), label: localizedName(one.name) }));
const choiceOptions = (names: Names, kind: 'priority' | 'category' | 'product'): PickOption[] => [
  ...names.choices(kind).map((one) => ({ value: String(one.id), label: localizedName(one.name) })),
  specialOption('none'),
];

/** The options of a field; null for the two fields with a search. */
const fieldOptions = (field: ConditionField, names: Names): PickOption[] | null => {
  switch (field) {
    case 'baseState':
      return states.map((state) => ({
        value: state,
        label: translate(`base.${state}`),
        icon: <StateMark state={state} />,
      }));
    case 'statusId':
      return names.choices('status').map((one) => ({
        value: String(one.id),
        label: localizedName(one.name),
        icon: <StateMark state={one.baseState ?? 'open'} />,
      }));
    case 'departmentId':
    case 'sharedFrom':
      return departmentOptions(names);
    case 'assigneeId':
      return [
        specialOption('me'),
        specialOption('nobody'),
        ...names.agents.map((one) => ({
          value: String(one.id),
          label: one.name,
          icon: <Avatar name={one.name} url={one.avatarUrl} size={20} />,
        })),
      ];
    case 'priorityId':
      return choiceOptions(names, 'priority');
    case 'categoryId':
      return choiceOptions(names, 'category');
    case 'productId':
      return choiceOptions(names, 'product');
    case 'serviceId':
      return [
        ...names
          .choices('service')
          .map((one) => ({ value: String(one.id), label: servicePath(names, one.id) ?? localizedName(one.name) })),
        specialOption('none'),
      ];
    case 'type':
      return (['public', 'internal'] as const).map((value) => ({ value, label: translate(`type.${value}`) }));
    case 'channel':
      return channels.map((value) => ({ value, label: translate(`channel.${value}`) }));
    case 'shareLevel':
      return levels.map((value) => ({ value, label: translate(`level.${value}`) }));
    default:
      return null;
  }
};

type SearchProps = ConditionValueProps & { values: readonly Value[] };

const Requesters = ({ values, label, onValue }: SearchProps) => {
  const may = useHasPermission();
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const { data, isFetching } = useQuery({
    queryKey: ['contacts', text],
    queryFn: ({ signal }) => call('listContacts', { query: { q: text, limit: 12 }, signal }),
    enabled: isOpen && may('contacts.read'),
    placeholderData: keepPreviousData,
  });
  const known = useQueries({
    queries: values.map((value) => ({ ...contactQuery(Number(value)), staleTime: 600_000 })),
  });
  const nameOf = (value: Value) => known.find((one) => one.data?.id === value)?.data?.name ?? `#${value}`;
  return (
    <MultiValue
      label={label}
      values={values}
      options={(data?.items ?? []).map((contact) => ({
        value: String(contact.id),
        label: contact.name,
        note: contact.emails[0],
        icon: <Avatar name={contact.name} />,
      }))}
      nameOf={nameOf}
      onSearch={setText}
      onOpen={setOpen}
      isSearching={isFetching}
      onChange={onValue}
    />
  );
};

const Accounts = ({ values, label, onValue }: SearchProps) => {
  const may = useHasPermission();
  const [text, setText] = useState('');
  const [names, setNames] = useState<ReadonlyMap<number, string>>(new Map());
  const { data, isFetching } = useQuery({
    queryKey: ['accounts', text],
    queryFn: ({ signal }) => call('listAccounts', { query: { q: text, limit: 50 }, signal }),
    enabled: may('contacts.read'),
    placeholderData: keepPreviousData,
  });
  const found = data?.items ?? [];
  const nameOf = (value: Value) =>
    value === 'none'
      ? translate('word.none', {}, 'views')
      : (found.find((one) => one.id === value)?.name ?? names.get(Number(value)) ?? `#${value}`);
  return (
    <MultiValue
      label={label}
      values={values}
      options={[
        ...found.map((one) => ({ value: String(one.id), label: one.name, note: one.domain ?? undefined })),
        specialOption('none'),
      ]}
      nameOf={nameOf}
      onSearch={setText}
      isSearching={isFetching}
      onChange={(next) => {
        setNames(new Map([...names, ...found.map((one) => [one.id, one.name] as const)]));
        onValue(next);
      }}
    />
  );
};

const padTwo = (value: number) => String(value).padStart(2, '0');
const toLocalInput = (value: DraftCondition['value']): string => {
  const at = typeof value === 'string' ? new Date(value) : null;
  if (!at || Number.isNaN(at.getTime())) return '';
  return `${at.getFullYear()}-${padTwo(at.getMonth() + 1)}-${padTwo(at.getDate())}T${padTwo(at.getHours())}:${padTwo(at.getMinutes())}`;
};

const AmountInput = ({ condition, label, onValue }: ConditionValueProps) => {
  const { t } = useTranslation('views');
  const isDays = condition.operator === 'within_days';
  return (
    <span className="builder-amount">
      <NumberInput
        aria-label={label}
        size="xs"
        min={1}
        max={isDays ? 3650 : 8760}
        allowDecimal={false}
        allowNegative={false}
        value={typeof condition.value === 'number' ? condition.value : ''}
        onChange={(value) => onValue(Number(value) > 0 ? Number(value) : undefined)}
      />
      <span>{t(isDays ? 'builder.days' : 'builder.hours')}</span>
    </span>
  );
};

/** Input for the value of a condition, depending on its field and operator. */
export const ConditionValue = (props: ConditionValueProps) => {
  const { condition, label, onValue } = props;
  const { t } = useTranslation('views');
  const names = useNames();
  const values: readonly Value[] = Array.isArray(condition.value) ? condition.value : [];
  switch (conditionFields[condition.field]) {
    case 'one_of': {
      if (condition.field === 'requesterId') return <Requesters {...props} values={values} />;
      if (condition.field === 'accountId') return <Accounts {...props} values={values} />;
      const options = fieldOptions(condition.field, names) ?? [];
      const nameOf = (value: Value) => options.find((one) => one.value === String(value))?.label ?? `#${value}`;
      return <MultiValue label={label} values={values} options={options} nameOf={nameOf} onChange={onValue} />;
    }
    case 'words':
      return (
        <TagsInput
          size="xs"
          aria-label={label}
          value={values.map(String)}
          onChange={(tags) => onValue(tags)}
          splitChars={[',', '、', ';']}
          acceptValueOnBlur
          maxTags={50}
          maxLength={60}
        />
      );
    case 'text':
      return (
        <TextInput
          size="xs"
          aria-label={label}
          maxLength={200}
          value={typeof condition.value === 'string' ? condition.value : ''}
          onChange={(event) => onValue(event.currentTarget.value)}
        />
      );
    case 'time':
      if (condition.operator === 'within_days') return <AmountInput {...props} />;
      return (
        <TextInput
          size="xs"
          type="datetime-local"
          aria-label={label}
          value={toLocalInput(condition.value)}
          onChange={(event) => {
            const at = new Date(event.currentTarget.value);
            onValue(Number.isNaN(at.getTime()) ? undefined : at.toISOString());
          }}
        />
      );
    case 'forecast':
      return condition.operator === 'due_within_hours' ? <AmountInput {...props} /> : null;
    case 'flag':
      return (
        <span className="builder-flag" role="radiogroup" aria-label={label}>
          {[true, false].map((value) => (
            <label key={String(value)} data-chosen={condition.value === value || undefined}>
              <input
                type="radio"
                name={`flag-${condition.key}`}
                checked={condition.value === value}
                onChange={() => onValue(value)}
              />
              {t(value ? 'builder.yes' : 'builder.no')}
            </label>
          ))}
        </span>
      );
  }
};
