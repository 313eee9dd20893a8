import type { SearchOperator } from '@crossdesk/contracts/search/operators.ts';
import { Checkbox, NativeSelect } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames } from '../lib/catalog.ts';
import { currentLocale, localizedName } from '../lib/i18n.ts';
import { useWidth } from '../ui/width.ts';
import { hasFixedValue, operatorValue, withFixedValue, withOperator } from './search-edit.ts';

/** Filters that write operators into the search; they show what the search contains. */
export const SearchFilters = ({ q, onChange }: { q: string; onChange: (q: string) => void }) => {
  const { t } = useTranslation();
  const names = useNames();
  const locale = currentLocale();
  const isBeside = useWidth() > 900;
  const select = (operator: SearchOperator, label: string, values: readonly { value: string; label: string }[]) => {
    const value = operatorValue(q, operator) ?? '';
    const isOther = value !== '' && !values.some((one) => one.value === value);
    return (
      <NativeSelect
        label={label}
        value={value}
        onChange={(event) => onChange(withOperator(q, operator, event.currentTarget.value || null, locale))}
        data={[{ value: '', label: t('search.any') }, ...(isOther ? [{ value, label: value }] : []), ...values]}
      />
    );
  };
  const named = (all: readonly string[]) => all.map((name) => ({ value: name, label: name }));
  const state = hasFixedValue(q, 'is', 'open') ? 'open' : hasFixedValue(q, 'is', 'closed') ? 'closed' : '';
  const both = ['open', 'closed'] as const;
  return (
    <details className="search-filters" open={isBeside}>
      <summary>{t('search.filters')}</summary>
      <NativeSelect
        label={t('search.state')}
        value={state}
        onChange={(event) => {
          const value = event.currentTarget.value as '' | 'open' | 'closed';
          onChange(withFixedValue(q, 'is', value || 'open', value !== '', { locale, instead: both }));
        }}
        data={[
          { value: '', label: t('search.any') },
          { value: 'open', label: t('search.stateOpen') },
          { value: 'closed', label: t('search.stateClosed') },
        ]}
      />
      {(['status', 'priority', 'service', 'category', 'product'] as const).map((kind) => (
        <Fragment key={kind}>
          {select(kind, t(`field.${kind}`), named(names.choices(kind).map((one) => localizedName(one.name))))}
        </Fragment>
      ))}
      {select('department', t('search.department'), named(names.departments.map((one) => localizedName(one.name))))}
      {select('assignee', t('field.assignee'), [
        { value: t('search.me'), label: t('search.meLong') },
        { value: t('search.nobody'), label: t('search.nobodyLong') },
        ...named(names.agents.filter((one) => one.isActive).map((one) => one.name)),
      ])}
      {select('after', t('search.activity'), [
        { value: '7d', label: t('search.days', { count: 7 }) },
        { value: '30d', label: t('search.days', { count: 30 }) },
        { value: '365d', label: t('search.days', { count: 365 }) },
      ])}
      {(
        [
          ['has', 'attachment', 'search.withFiles'],
          ['is', 'unread', 'search.unread'],
          ['is', 'shared', 'search.shared'],
        ] as const
      ).map(([operator, value, label]) => (
        <Checkbox
          key={value}
          label={t(label)}
          checked={hasFixedValue(q, operator, value)}
          onChange={(event) => onChange(withFixedValue(q, operator, value, event.currentTarget.checked, { locale }))}
        />
      ))}
    </details>
  );
};
