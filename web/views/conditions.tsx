import {
  type ConditionField,
  conditionFields,
  incomingShareFields,
  maxConditions,
  operatorsByKind,
} from '@crossdesk/contracts/lists/custom-views.ts';
import { Button, NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames } from '../lib/catalog.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconInfoCircle, IconPlus, IconTrash, IconX } from '../ui/icons.ts';
import { Pick, type PickOption } from '../ui/pick.tsx';
import { ConditionValue } from './condition-value.tsx';
import {
  canAddCondition,
  canAddGroup,
  type Draft,
  type DraftCondition,
  type DraftGroup,
  isComplete,
  newCondition,
  newGroup,
  withOperator,
} from './draft.ts';

const fieldGroup: Record<ConditionField, 'ticket' | 'people' | 'time' | 'sharing'> = {
  baseState: 'ticket',
  statusId: 'ticket',
  departmentId: 'people',
  assigneeId: 'people',
  requesterId: 'people',
  accountId: 'people',
  priorityId: 'ticket',
  serviceId: 'ticket',
  categoryId: 'ticket',
  productId: 'ticket',
  type: 'ticket',
  channel: 'ticket',
  subject: 'ticket',
  tags: 'ticket',
  createdAt: 'time',
  activityAt: 'time',
  solutionForecast: 'time',
  sharedToOthers: 'sharing',
  isOwed: 'sharing',
  shareLevel: 'sharing',
  sharedWithMyDepartment: 'sharing',
  sharedFrom: 'sharing',
};
const fieldNames = Object.keys(conditionFields) as ConditionField[];

const useFieldOptions = (): PickOption[] => {
  const { t } = useTranslation('views');
  return (['ticket', 'people', 'time', 'sharing'] as const).flatMap((group) =>
    fieldNames
      .filter((field) => fieldGroup[field] === group)
      .map((field) => ({ value: field, label: t(`condition.${field}`), group: t(`fieldGroup.${group}`) })),
  );
};

/** A button that adds a condition after a field is picked. */
const AddCondition = (props: {
  onAdd: (condition: DraftCondition) => void;
  refusal: string | null;
  isOpen?: boolean;
}) => {
  const { t } = useTranslation('views');
  const options = useFieldOptions();
  return (
    <Pick
      label={t('builder.field')}
      value={null}
      options={options}
      className="builder-add"
      width={280}
      refusal={props.refusal}
      onPick={(field) => props.onAdd(newCondition(field as ConditionField))}
    >
      <IconPlus aria-hidden />
      <span>{t('builder.add')}</span>
    </Pick>
  );
};

type ConditionRowProps = {
  condition: DraftCondition;
  conjunction: string | null;
  isChecked: boolean;
  isInvalid: boolean;
  onChange: (condition: DraftCondition) => void;
  onRemove: () => void;
};

const ConditionRow = ({ condition, conjunction, isChecked, isInvalid, onChange, onRemove }: ConditionRowProps) => {
  const { t } = useTranslation('views');
  const { company } = useNames();
  const fields = useFieldOptions();
  const field = t(`condition.${condition.field}`);
  const operators = operatorsByKind[conditionFields[condition.field]];
  const isMissing = isChecked && !isComplete(condition);
  const hasNoEffect = incomingShareFields.includes(condition.field) && company?.sharedVisibility === 'shared_view_only';
  return (
    <li className="condition" data-wrong={isMissing || isInvalid || undefined}>
      <span className="condition-joint">{conjunction}</span>
      <Pick
        label={t('builder.field')}
        value={condition.field}
        options={fields}
        className="condition-field"
        width={280}
        onPick={(next) => onChange(newCondition(next as ConditionField, condition.key))}
      >
        <span className="cut">{field}</span>
      </Pick>
      {operators.length > 1 && (
        <Pick
          label={t('builder.operator', { field })}
          value={condition.operator}
          options={operators.map((one) => ({ value: one, label: t(`operator.${one}`) }))}
          className="condition-operator"
          width={220}
          onPick={(next) => {
            const operator = operators.find((one) => one === next);
            if (operator) onChange(withOperator(condition, operator));
          }}
        >
          <span className="cut">{t(`operator.${condition.operator}`)}</span>
        </Pick>
      )}
      <span className="condition-value">
        <ConditionValue
          condition={condition}
          label={t('builder.value', { field })}
          onValue={(value) => onChange({ ...condition, value })}
        />
      </span>
      <IconButton label={t('builder.remove', { field })} onClick={onRemove}>
        <IconX aria-hidden />
      </IconButton>
      {(isMissing || isInvalid) && (
        <p className="condition-note" data-tone="bad" role="alert">
          {t(isInvalid ? 'builder.unfit' : 'builder.missing')}
        </p>
      )}
      {hasNoEffect && (
        <p className="condition-note">
          <IconInfoCircle aria-hidden />
          {t('builder.sharedIn')}
        </p>
      )}
    </li>
  );
};

type ConditionListProps = {
  match: Draft['match'];
  conditions: readonly DraftCondition[];
  isChecked: boolean;
  invalidKeys: ReadonlySet<number>;
  onChange: (conditions: DraftCondition[]) => void;
};

const ConditionList = ({ match, conditions, isChecked, invalidKeys, onChange }: ConditionListProps) => {
  const { t } = useTranslation('views');
  return (
    <ul className="conditions">
      {conditions.map((condition, index) => (
        <ConditionRow
          key={condition.key}
          condition={condition}
          conjunction={index === 0 ? null : t(match === 'all' ? 'builder.and' : 'builder.or')}
          isChecked={isChecked}
          isInvalid={invalidKeys.has(condition.key)}
          onChange={(next) => onChange(conditions.map((one) => (one.key === condition.key ? next : one)))}
          onRemove={() => onChange(conditions.filter((one) => one.key !== condition.key))}
        />
      ))}
    </ul>
  );
};

const MatchPick = ({
  match,
  onPick,
  label,
}: {
  match: Draft['match'];
  onPick: (match: Draft['match']) => void;
  label: string;
}) => {
  const { t } = useTranslation('views');
  return (
    <NativeSelect
      size="xs"
      className="builder-match"
      aria-label={label}
      value={match}
      onChange={(event) => onPick(event.currentTarget.value === 'any' ? 'any' : 'all')}
      data={(['all', 'any'] as const).map((value) => ({ value, label: t(`builder.match.${value}`) }))}
    />
  );
};

/** Editor for the conditions and groups of a view. Groups are one level deep. */
export const Conditions = (props: {
  draft: Draft;
  isChecked: boolean;
  invalidKeys: ReadonlySet<number>;
  onChange: (change: Partial<Draft>) => void;
  children?: ReactNode;
}) => {
  const { draft, onChange, isChecked, invalidKeys } = props;
  const { t } = useTranslation('views');
  const limitReason = canAddCondition(draft) ? null : t('builder.most', { count: maxConditions });
  const setGroup = (group: DraftGroup, next: DraftGroup | null) =>
    onChange({
      groups: draft.groups.flatMap((one) => (one.key === group.key ? (next?.conditions.length ? [next] : []) : [one])),
    });
  return (
    <section className="builder-part" aria-label={t('builder.which')}>
      <header className="builder-head">
        <h3>{t('builder.which')}</h3>
        <MatchPick match={draft.match} onPick={(match) => onChange({ match })} label={t('builder.match')} />
      </header>
      {props.children}
      <ConditionList
        match={draft.match}
        conditions={draft.conditions}
        isChecked={isChecked}
        invalidKeys={invalidKeys}
        onChange={(conditions) => onChange({ conditions })}
      />
      {draft.groups.map((group, index) => (
        <fieldset key={group.key} className="condition-group">
          <legend className="sr">{t('builder.group', { number: index + 1 })}</legend>
          <header className="builder-head">
            <span className="condition-joint">
              {draft.conditions.length + index > 0 && t(draft.match === 'all' ? 'builder.and' : 'builder.or')}
            </span>
            <MatchPick
              match={group.match}
              onPick={(match) => setGroup(group, { ...group, match })}
              label={`${t('builder.group', { number: index + 1 })}: ${t('builder.match')}`}
            />
            <span className="grow" />
            <IconButton label={t('builder.removeGroup', { number: index + 1 })} onClick={() => setGroup(group, null)}>
              <IconTrash aria-hidden />
            </IconButton>
          </header>
          <ConditionList
            match={group.match}
            conditions={group.conditions}
            isChecked={isChecked}
            invalidKeys={invalidKeys}
            onChange={(conditions) => setGroup(group, { ...group, conditions })}
          />
          <AddCondition
            refusal={limitReason}
            onAdd={(condition) => setGroup(group, { ...group, conditions: [...group.conditions, condition] })}
          />
        </fieldset>
      ))}
      <div className="builder-adds">
        <AddCondition
          refusal={limitReason}
          onAdd={(condition) => onChange({ conditions: [...draft.conditions, condition] })}
        />
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconPlus size={15} aria-hidden />}
          disabled={!canAddGroup(draft)}
          onClick={() => onChange({ groups: [...draft.groups, newGroup('priorityId')] })}
        >
          {t('builder.addGroup')}
        </Button>
      </div>
    </section>
  );
};
