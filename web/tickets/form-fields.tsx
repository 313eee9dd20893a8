import type { Account } from '@crossdesk/contracts/identity.ts';
import type { FormField, FormFieldName } from '@crossdesk/contracts/lists/forms.ts';
import type { Ticket, TicketCreate } from '@crossdesk/contracts/tickets.ts';
import { Input, NativeSelect, TagsInput, TextInput } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useHasPermission, useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import type { FieldProblems } from '../lib/field-problems.ts';
import { toInstant } from '../lib/wall-clock.ts';
import { parseMailboxes } from '../ui/mailboxes.ts';
import { Pick, type PickOption } from '../ui/pick.tsx';
import {
  categoryOptions,
  misfits,
  none,
  priorityOptions,
  productOptions,
  serviceOptions,
  toId,
  withDefaults,
} from './options.tsx';

/** The classifications of a new ticket. `solutionDueAt` is the value of a date input. */
export type NewFields = Required<
  globalThis.Pick<Ticket, 'type' | 'serviceId' | 'categoryId' | 'priorityId' | 'productId'>
> & { account: Account | null; cc: string[]; tags: string[]; solutionDueAt: string };

export const emptyFields: NewFields = {
  type: 'public',
  serviceId: null,
  categoryId: null,
  priorityId: null,
  productId: null,
  account: null,
  cc: [],
  tags: [],
  solutionDueAt: '',
};

/** The fields in a request. An account that was not chosen follows from the requester. */
export const toRequest = ({ account, cc, solutionDueAt, ...fields }: NewFields): Partial<TicketCreate> => {
  const instant = toInstant(solutionDueAt);
  return {
    ...fields,
    cc: cc.flatMap(parseMailboxes),
    ...(account ? { accountId: account.id } : {}),
    ...(instant ? { solutionDueAt: instant } : {}),
  };
};

type InputProps = { label: string; isRequired: boolean; problem: string | undefined };

const AccountInput = ({
  account,
  onPick,
  label,
  isRequired,
  problem,
}: InputProps & { account: Account | null; onPick: (account: Account | null) => void }) => {
  const { t } = useTranslation();
  const may = useHasPermission();
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const { data, isFetching } = useQuery({
    queryKey: ['accounts', text],
    queryFn: ({ signal }) => call('listAccounts', { query: { q: text, limit: 12 }, signal }),
    enabled: isOpen && may('contacts.read'),
    placeholderData: keepPreviousData,
  });
  return (
    <Input.Wrapper label={label} withAsterisk={isRequired} error={problem} labelElement="div">
      <Pick
        label={label}
        value={account ? String(account.id) : none}
        className="form-pick"
        width={320}
        refusal={may('contacts.read') ? null : t('problem.not_allowed')}
        onOpen={setOpen}
        onSearch={setText}
        isSearching={isFetching}
        options={[
          ...(data?.items ?? []).map((one) => ({
            value: String(one.id),
            label: one.name,
            note: one.domain ?? undefined,
          })),
          { value: none, label: t('new.accountOfRequester') },
        ]}
        onPick={(value) => onPick(data?.items.find((one) => one.id === Number(value)) ?? null)}
      >
        <span className={account ? 'cut' : 'nothing'}>{account?.name ?? t('new.accountOfRequester')}</span>
      </Pick>
    </Input.Wrapper>
  );
};

/** Fields that are shown at once; the others are below "More fields" unless they are required. */
const mainFields: readonly FormFieldName[] = ['type', 'service', 'category', 'priority', 'product'];

/** The classifications of the form for a new ticket, in the company's order (ZV-31, C-19). */
export const FormFields = ({
  form,
  values,
  onChange,
  departmentId,
  problems,
}: {
  form: readonly FormField[];
  values: NewFields;
  onChange: (values: NewFields) => void;
  departmentId: number;
  problems: FieldProblems;
}) => {
  const { t } = useTranslation();
  const names = useNames();
  const may = useHasPermission();
  const change = (part: Partial<NewFields>) => onChange({ ...values, ...part });
  const misfit = misfits(names, { ...values, departmentId });
  const shown = form.filter(
    ({ field, use }) =>
      use !== 'hidden' && field !== 'number' && (field !== 'solutionForecast' || may('ticket.set_forecast')),
  );
  const problemOf = (field: FormFieldName): string | undefined => {
    if (field === 'number') return undefined;
    return problems[field] ?? (field in misfit ? (misfit[field as keyof typeof misfit] ?? undefined) : undefined);
  };
  const input = (field: FormFieldName, isRequired: boolean): ReactNode => {
    const label = t(`field.${field}`);
    const props = { label, withAsterisk: isRequired, 'aria-required': isRequired, error: problemOf(field) };
    const select = (id: number | null, options: PickOption[], onPick: (id: number | null) => void) => {
      // A value that is not offered any more stays until it is changed.
      const isOffered = id === null || options.some((one) => one.value === String(id));
      const own = isOffered ? [] : [{ value: String(id), label: names.choice(id) ?? '' }];
      const [last] = options.slice(-1);
      const data = [...(last ? [last] : []), ...own, ...options.slice(0, -1)];
      return (
        <NativeSelect
          {...props}
          value={String(id ?? none)}
          onChange={(event) => onPick(toId(event.currentTarget.value))}
          data={data.map((one) => ({ value: one.value, label: one.label }))}
        />
      );
    };
    const dependent = (part: Partial<globalThis.Pick<NewFields, 'serviceId' | 'categoryId' | 'priorityId'>>) =>
      change(withDefaults(names, values, part));
    const words = (list: 'cc' | 'tags') => (
      <TagsInput
        {...props}
        value={values[list]}
        onChange={(value) => change({ [list]: value })}
        splitChars={[',', '、', ';']}
        acceptValueOnBlur
        maxTags={50}
        maxLength={list === 'tags' ? 60 : 320}
      />
    );
    switch (field) {
      case 'type':
        return (
          <NativeSelect
            {...props}
            value={values.type}
            onChange={(event) => change({ type: event.currentTarget.value === 'internal' ? 'internal' : 'public' })}
            data={(['public', 'internal'] as const).map((one) => ({ value: one, label: t(`type.${one}`) }))}
          />
        );
      case 'service':
        return select(values.serviceId, serviceOptions(names, { ...values, departmentId }), (serviceId) =>
          dependent({ serviceId }),
        );
      case 'category':
        return select(values.categoryId, categoryOptions(names, values.serviceId), (categoryId) =>
          dependent({ categoryId }),
        );
      case 'priority':
        return select(values.priorityId, priorityOptions(names, values.categoryId), (priorityId) =>
          change({ priorityId }),
        );
      case 'product':
        return select(values.productId, productOptions(names), (productId) => change({ productId }));
      case 'account':
        return (
          <AccountInput
            label={label}
            isRequired={isRequired}
            problem={problemOf(field)}
            account={values.account}
            onPick={(account) => change({ account })}
          />
        );
      case 'solutionForecast':
        return (
          <TextInput
            {...props}
            type="datetime-local"
            value={values.solutionDueAt}
            onChange={(event) => change({ solutionDueAt: event.currentTarget.value })}
          />
        );
      case 'cc':
      case 'tags':
        return words(field);
      default:
        return null;
    }
  };
  const isMain = ({ field, use }: FormField) =>
    mainFields.includes(field) || use !== 'optional' || problemOf(field) !== undefined;
  const inputs = (fields: readonly FormField[]) => (
    <div className="form-grid">
      {fields.map(({ field, use }) => (
        <div key={field}>{input(field, use === 'required')}</div>
      ))}
    </div>
  );
  const others = shown.filter((one) => !isMain(one));
  return (
    <>
      {inputs(shown.filter(isMain))}
      {others.length > 0 && (
        <details className="form-more">
          <summary>{t('new.more')}</summary>
          {inputs(others)}
        </details>
      )}
    </>
  );
};
