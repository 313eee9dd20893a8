import type { BaseState } from '@crossdesk/contracts/settings.ts';
import type { Calendar, RuleConditions, SlaRuleWrite } from '@crossdesk/contracts/sla.ts';
import { Checkbox, NativeSelect, NumberInput, TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { servicePath, useNames } from '../lib/catalog.ts';
import { localizedName } from '../lib/i18n.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconX } from '../ui/icons.ts';
import { MultiValue } from '../ui/multi-value.tsx';
import type { PickOption } from '../ui/pick.tsx';
import { useSettingsTranslation } from './frame.tsx';
import { Labelled } from './routing-conditions.tsx';
import { channelName, channels } from './routing-text.ts';
import './routing.css';
import './sla.css';

const mostMinutes = 5_256_000;
/** The states in which a ticket still needs work; in others no time runs anyway. */
const openStates: readonly BaseState[] = ['new', 'open', 'pending', 'on_hold'];

/** A time in minutes or hours; empty: none. */
const MinutesField = ({
  label,
  minutes,
  onChange,
}: {
  label: string;
  minutes: number | null;
  onChange: (minutes: number | null) => void;
}) => {
  const { t } = useSettingsTranslation();
  const [unit, setUnit] = useState<'minutes' | 'hours'>(minutes === null || minutes % 60 === 0 ? 'hours' : 'minutes');
  const size = unit === 'hours' ? 60 : 1;
  return (
    <div className="promise-time">
      <NumberInput
        label={label}
        min={0}
        max={mostMinutes / size}
        decimalScale={2}
        allowNegative={false}
        value={minutes === null ? '' : minutes / size}
        onChange={(value) => onChange(Number(value) > 0 ? Math.max(1, Math.round(Number(value) * size)) : null)}
      />
      <NativeSelect
        aria-label={t('contracts.unit', { what: label })}
        value={unit}
        onChange={(event) => setUnit(event.currentTarget.value === 'hours' ? 'hours' : 'minutes')}
        data={(['minutes', 'hours'] as const).map((value) => ({ value, label: t(`contracts.${value}`) }))}
      />
    </div>
  );
};

/** One rule of a contract: times, calendar, states that stop them, and conditions. */
export const ContractRule = ({
  rule,
  number,
  calendars,
  onChange,
  onRemove,
}: {
  rule: SlaRuleWrite;
  number: number;
  calendars: readonly Calendar[];
  onChange: (rule: SlaRuleWrite) => void;
  onRemove: (() => void) | null;
}) => {
  const { t, desk } = useSettingsTranslation();
  const names = useNames();
  const { conditions } = rule;
  const change = (part: Partial<SlaRuleWrite>) => onChange({ ...rule, ...part });
  const list = (field: Exclude<keyof RuleConditions, 'tags'>, options: readonly PickOption[]) => (
    <Labelled label={t(`contracts.${field}`)}>
      <MultiValue
        label={t(`contracts.${field}`)}
        values={conditions[field] ?? []}
        options={options}
        nameOf={(value) => options.find((one) => one.value === String(value))?.label ?? `#${value}`}
        whenNone={t('contracts.any')}
        onChange={(values) => change({ conditions: { ...conditions, [field]: values } })}
      />
    </Labelled>
  );
  const choices = (kind: 'priority' | 'category' | 'service' | 'product') =>
    names.choices(kind).map((one) => ({
      value: String(one.id),
      label: (kind === 'service' ? servicePath(names, one.id) : null) ?? localizedName(one.name),
    }));
  return (
    <fieldset className="form-section">
      <legend className="sr">{t('contracts.rule', { number })}</legend>
      <div className="promise-head">
        <strong aria-hidden>{t('contracts.rule', { number })}</strong>
        {onRemove && (
          <IconButton label={t('contracts.removeRule', { number })} onClick={onRemove}>
            <IconX />
          </IconButton>
        )}
      </div>
      <TextInput
        label={t('contracts.ruleName')}
        required
        maxLength={120}
        value={rule.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <p className="faint">{t('contracts.noTime')}</p>
      <div className="promise-times">
        {(['firstResponse', 'nextResponse', 'resolution'] as const).map((kind) => (
          <MinutesField
            key={kind}
            label={t(`contracts.${kind}`)}
            minutes={rule[`${kind}Minutes`]}
            onChange={(minutes) => change({ [`${kind}Minutes`]: minutes })}
          />
        ))}
      </div>
      <NativeSelect
        label={t('contracts.calendar')}
        value={String(rule.calendarId)}
        onChange={(event) => change({ calendarId: Number(event.currentTarget.value) })}
        data={calendars.map((one) => ({ value: String(one.id), label: one.name }))}
      />
      <Labelled label={t('contracts.paused')}>
        <div className="promise-states">
          {openStates.map((state) => (
            <Checkbox
              key={state}
              label={desk(`base.${state}`)}
              checked={rule.pausedStates.includes(state)}
              onChange={(event) =>
                change({
                  pausedStates: event.currentTarget.checked
                    ? [...rule.pausedStates, state]
                    : rule.pausedStates.filter((one) => one !== state),
                })
              }
            />
          ))}
        </div>
      </Labelled>
      <span className="promise-sub">{t('contracts.conditions')}</span>
      <div className="routing-grid">
        {list('priorityIds', choices('priority'))}
        {list('categoryIds', choices('category'))}
        {list('serviceIds', choices('service'))}
        {list('productIds', choices('product'))}
        {list(
          'departmentIds',
          names.departments.map((one) => ({ value: String(one.id), label: localizedName(one.name) })),
        )}
        {list(
          'channels',
          channels.map((value) => ({ value, label: channelName(value) })),
        )}
      </div>
      <TagsInput
        label={t('contracts.tags')}
        value={[...(conditions.tags ?? [])]}
        onChange={(tags) => change({ conditions: { ...conditions, tags } })}
        splitChars={[',', '、']}
        acceptValueOnBlur
        maxTags={100}
        maxLength={60}
      />
    </fieldset>
  );
};
